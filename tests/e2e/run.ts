import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { findChromium, howToGetOne } from './support/find-chromium.ts';

const root = resolve(import.meta.dirname, '../..');

/** @returns the exit code of a program that says what it has to say here. */
function run(program: string, ...args: string[]): number {
  return spawnSync(process.execPath, [join(root, program), ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** Builds the web app where it is not as its sources are, and drives it in a real browser. */
function main(): number {
  if (findChromium() === null) {
    process.stderr.write(`${howToGetOne}\n`);
    // Where nobody is there to read it, a test that did not run is one that failed.
    return process.env.CI ? 1 : 0;
  }
  const built = run('web/build-when-stale.ts');
  if (built !== 0) return built;
  const playwright = (...args: string[]) => run('node_modules/@playwright/test/cli.js', 'test', ...args);
  const args = process.argv.slice(2);
  if (args.length > 0) return playwright(...args);
  // One after the other, each to its end: what is measured would suffer from what runs beside it.
  const codes = [playwright('--project=journeys'), playwright('--project=speed')];
  return Math.max(...codes);
}

process.exitCode = main();
