import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { createServer } from 'vite';

const root = resolve(import.meta.dirname, '..');
const watched = ['server/src', 'contracts/src'].map((folder) => `--watch-path=${folder}`);

// The pages ask the API where it listens, also when that is set in the file that it reads its settings from.
const settings = resolve(root, '.env');
const { PORT } = existsSync(settings) ? parseEnv(readFileSync(settings, 'utf8')) : {};
if (PORT !== undefined) process.env.PORT ??= PORT;

const pages = await createServer({ configFile: resolve(import.meta.dirname, 'vite.config.ts') });
try {
  await pages.listen();
} catch (error) {
  // Before the API is begun: it would go on alone, and hold its database.
  process.stderr.write(`The pages cannot be served: ${error instanceof Error ? error.message : String(error)}.\n`);
  process.exit(1);
}

// The API, started again when its code changes, and the pages with hot reload, which ask it for what they show.
const api = spawn(
  process.execPath,
  [...watched, '--watch-preserve-output', 'server/src/main.ts', 'start', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
pages.printUrls();

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => api.kill(signal));
api.on('exit', async (code) => {
  await pages.close();
  process.exit(code ?? 0);
});
