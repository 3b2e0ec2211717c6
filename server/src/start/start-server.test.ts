import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../tests/support/free-port.ts';
import { ask, openTestHouse, password } from '../../../tests/support/index.ts';
import { fileOf, picture } from '../../../tests/support/pictures.ts';
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
    requestTimeout: 3_600_000,
    timeout: 60_000,
    maxConnections: 10_000,
  });
});

/** Starts the API where the system chooses the port, until the test has ended. @returns its address. */
async function startAnywhere(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderhouse-port-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const config = readConfig({ DATABASE_URL: house.databaseUrl, DATA_DIR: dataDir, PORT: '0', ENCRYPTION_KEY });
  let told = '';
  const print = (text: string) => {
    told = text;
  };
  const server = await startServer(config, { role: 'api', log, print, onHouse: () => undefined });
  onTestFinished(() => server.stop());
  return /ready at (\S+)/.exec(told)?.[1] ?? '';
}

test('what is shown at a port that the system chose has that port in its address', async () => {
  const vendor = house.as('vendor').products;
  const { id } = await vendor.create({ body: { name: 'Lantern', sku: 'PORT', unit_price: 1 } });
  await vendor.addImage({ params: { id }, file: fileOf(await picture('jpeg')) });
  const address = await startAnywhere();
  expect(address).toMatch(/:[1-9]\d+$/);
  const answer = await fetch(`${address}/api/v1/products/${id}/image-url`);
  expect(((await answer.json()) as { url: string }).url).toContain(`${address}/files/pictures/`);
});

test('its own pages at such a port sign in by cookie, and its tokens name it', async () => {
  const address = await startAnywhere();
  // As a browser that knows no Fetch Metadata.
  const send = (path: string, method: string, body: object, headers: Record<string, string>) =>
    fetch(`${address}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const who = { email: house.people.customer.email, password, transport: 'cookie' };
  const foreign = await send('/auth/login', 'POST', who, { origin: 'http://127.0.0.1:0' });
  expect([foreign.status, await foreign.json()]).toMatchObject([403, { code: 'cross_site_request' }]);
  const signedIn = await send('/auth/login', 'POST', who, { origin: address });
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ');
  const renamed = await send('/auth/me', 'PATCH', { full_name: 'Ada' }, { origin: address, cookie });
  expect([renamed.status, await renamed.json()]).toMatchObject([200, { full_name: 'Ada' }]);
  const [, claims = ''] = /orderhouse_access=[^.]+\.([^.]+)/.exec(cookie) ?? [];
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: address });
});
