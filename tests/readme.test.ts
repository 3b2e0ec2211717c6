import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from './support/free-port.ts';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
const readme = await readFile(join(root, 'README.md'), 'utf8');
const folder = await mkdtemp(join(tmpdir(), 'orderhouse-readme-'));
const script = join(root, 'tests', `.readme-${process.pid}.ts`);
let port = 0;
let server: ReturnType<typeof spawn>;

/** A block of the README as it is printed, but for the port. */
function blockOf(language: string): string {
  const block = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)?.[1];
  if (!block) throw new Error(`the README has no ${language} block`);
  return block.replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`);
}

beforeAll(async () => {
  port = await freePort();
  server = spawn(process.execPath, [join(root, 'server/bin/orderhouse.js'), 'start'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!server.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.startsWith('Orderhouse is ready at')) break;
  }
}, 120_000);

afterAll(async () => {
  server.kill('SIGTERM');
  if (server.exitCode === null) await once(server, 'exit');
  await rm(folder, { recursive: true, force: true });
  await rm(script, { force: true });
});

test('the journey by curl works as printed', async () => {
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', blockOf('sh')], { cwd: root });
  expect(stdout).toContain('"status":"pending"');
  expect(stdout).toContain('"type":"order.placed"');
  expect(stdout.trim().endsWith('cancelled')).toBe(true);
});

test('the journey by the SDK works as printed', async () => {
  await writeFile(script, blockOf('ts'));
  const { stdout } = await run(process.execPath, [script], { cwd: root });
  expect(stdout).toMatch(/^Order \d+: \d+ GBP, pending\n(\d+ 20\S+Z\n)+$/);
});
