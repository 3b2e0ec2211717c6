import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lastWritten } from './compress-files.ts';

const web = import.meta.dirname;
const root = resolve(web, '..');
const folder = join(web, 'dist');
// One that was broken off is no build: of what it wrote nobody knows what is missing, or half.
const built = join(folder, lastWritten);
const sources = [
  'web/src',
  'web/public',
  'web/index.html',
  'web/vite.config.ts',
  'web/compress-files.ts',
  'contracts/src',
  'package-lock.json',
];

function newest_ms(path: string): number {
  const about = statSync(path);
  if (!about.isDirectory()) return about.mtimeMs;
  return Math.max(about.mtimeMs, ...readdirSync(path).map((name) => newest_ms(join(path, name))));
}

function isStale(): boolean {
  if (!existsSync(built)) return true;
  const built_ms = statSync(built).mtimeMs;
  return sources.map((name) => join(root, name)).some((path) => existsSync(path) && newest_ms(path) > built_ms);
}

/** What a start does without having built: it serves what there is. */
function whatThereIs(): string {
  return existsSync(built)
    ? 'What was built before is served; something of it has changed since.'
    : 'There is the API alone.';
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** @returns why nothing can be built, or null. */
function hindrance(isVite: boolean): string | null {
  if (!isVite) return 'the tools to build it are not installed: npm ci, npm run build';
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return null;
  } catch (error) {
    return `${wordsOf(error)}; let somebody who may write there run npm run build`;
  }
}

/**
 * Builds the web app where it was not built yet, or something of it has changed since. Where that cannot be done, because
 * the tools to build it are not installed or the folder is not ours to write, that is said, and what is there stays.
 *
 * @returns the exit code: 1 where its sources have a fault.
 */
async function buildWhenStale(): Promise<number> {
  if (!isStale()) return 0;
  const vite = await import('vite').catch(() => null);
  const why = hindrance(vite !== null);
  if (vite === null || why !== null) {
    process.stderr.write(`The web app cannot be built: ${why}. ${whatThereIs()}\n`);
    return 0;
  }
  process.stderr.write('Building the web app, once and after changes of it…\n');
  try {
    // As Node reads it: a bundled copy of it would have to be written somewhere.
    const configFile = join(web, 'vite.config.ts');
    await vite.build({ configFile, configLoader: 'native', logLevel: 'warn' });
    return 0;
  } catch (error) {
    process.stderr.write(`The web app could not be built: ${wordsOf(error)}\n`);
    return 1;
  }
}

process.exitCode = await buildWhenStale();
