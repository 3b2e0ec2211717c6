#!/usr/bin/env node
// Plain JavaScript that an older Node can read too: it hands over to the Node that npm installed with Orderhouse.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** @returns {string | null} the `node` of the package of that name, in the nearest node_modules. */
function bundledNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let folder = dirname(main); ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', 'node', 'bin', name);
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) return null;
  }
}

/** Runs the command on another Node as if it were this process. */
function handOver(/** @type {string} */ node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}

// Node runs TypeScript by itself since 22.18.
if (major > 22 || (major === 22 && minor >= 18)) {
  await import(main);
} else {
  const node = bundledNode();
  if (node) {
    handOver(node);
  } else {
    process.stderr.write(
      `orderhouse: needs Node 22.18 or later, and this is ${process.versions.node}; run npm ci, which brings its own\n`,
    );
    process.exitCode = 1;
  }
}
