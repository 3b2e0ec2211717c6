import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../tests/support/free-port.ts';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { readConfig } from '../config.ts';
import { startServer } from './start-server.ts';

const house = await openTestHouse();
const log = pino({ level: 'silent' });
// Of all that start on this database, whatever their DATA_DIR.
const ENCRYPTION_KEY = randomBytes(32).toString('base64');

test('a start that fails after it began to listen listens no longer', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderhouse-half-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const port = await freePort();
  const config = readConfig({ DATABASE_URL: house.databaseUrl, DATA_DIR: dataDir, PORT: `${port}`, ENCRYPTION_KEY });
  const address = `http://127.0.0.1:${port}/health`;
  const failure = new Error('nobody reads');
  let served = 0;
  const start = startServer(config, {
    role: 'all',
    log,
    print: () => {
      served = port;
      throw failure;
    },
    onHouse: () => undefined,
  });
  await expect(start).rejects.toBe(failure);
  expect(served).toBe(port);
  await expect(fetch(address)).rejects.toThrow('fetch failed');
});

test('a start that fails half way leaves no connection behind', async () => {
  const listeners = async () => {
    const text = `SELECT FROM pg_stat_activity
                   WHERE datname = current_database() AND application_name = 'orderhouse-listener'`;
    return (await ask(house.databaseUrl, text)).length;
  };
  const before = await listeners();
  expect(before).toBeGreaterThan(0);
  const dataDir = mkdtempSync(join(tmpdir(), 'orderhouse-half-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const env = { DATABASE_URL: house.databaseUrl, DATA_DIR: dataDir, PORT: `${await freePort()}`, ENCRYPTION_KEY };
  const config = { ...readConfig(env), public_url: 'nonsense' };
  const parts = { role: 'all', log, print: () => undefined, onHouse: () => undefined } as const;
  await expect(startServer(config, parts)).rejects.toThrow('Invalid URL');
  await expect.poll(listeners).toBe(before);
});

test('whoever sends slowly, or opens connections only, does not keep them', () => {
  expect(house.app.server).toMatchObject({
    headersTimeout: 15_000,
    requestTimeout: 30_000,
    timeout: 60_000,
    maxConnections: 10_000,
  });
});
