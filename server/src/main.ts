#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Compiled code is kept with the libraries, never in a folder that others may write to. Must come before the imports.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/orderhouse'));
const { runCommandLine } = await import('./cli/command-line.ts');
await runCommandLine(process.argv);
