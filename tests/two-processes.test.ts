import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type OrderInput } from '@orderhouse/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, openTestHouse, password } from './support/index.ts';
import { launchOrderhouse, type ServerProcess } from './support/program.ts';
import { shippingAddress } from './support/shipping-address.ts';

const house = await openTestHouse();
const vendor = house.as('vendor');
const folder = mkdtempSync(join(tmpdir(), 'orderhouse-two-'));
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const env = {
  DATABASE_URL: house.databaseUrl,
  JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: 'http://house.test',
  LOG_LEVEL: 'warn',
  RATE_LIMIT_PER_MINUTE: '0',
};
const deadlocks = 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()';
const servers: ServerProcess[] = [];
let customers: ReturnType<typeof createClient>[] = [];

beforeAll(async () => {
  for (const name of ['one', 'two']) servers.push(launchOrderhouse(['start'], join(folder, name), { env }));
  const addresses = await Promise.all(servers.map((server) => server.ready()));
  const [first = ''] = addresses;
  const { email } = house.people.customer;
  const session = await createClient({ baseUrl: first }).auth.login({ body: { email, password } });
  const { access_token: token = '' } = session;
  // Signed in at one, and known to the other.
  customers = addresses.map((baseUrl) => createClient({ baseUrl, token, attempts_max: 1 }));
});

afterAll(async () => {
  for (const server of servers) server.child.kill('SIGTERM');
  const ends = await Promise.all(servers.map((server) => server.ended));
  rmSync(folder, { recursive: true, force: true });
  expect(ends).toEqual([0, 0]);
  // At this level a server writes only of what failed.
  for (const server of servers) expect(server.said()).not.toContain('"level"');
  // A lock cycle that PostgreSQL broke is tried again and seen by nobody. It is counted when the connections end.
  expect(await ask(house.databaseUrl, deadlocks)).toEqual([{ deadlocks: '0' }]);
});

const orderOf = (...skus: string[]): OrderInput => ({
  lines: skus.map((sku) => ({ sku, quantity: 1 })),
  shipping_address: shippingAddress,
});

/** Sends so many orders at once, in turn to one process and to the other. */
function sendAll(count: number, orderAt: (index: number) => OrderInput, idempotencyKey?: string) {
  const sent = Array.from({ length: count }, async (_, index) =>
    customers[index % customers.length]?.orders.place({
      body: orderAt(index),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    }),
  );
  return Promise.allSettled(sent);
}

async function sell(sku: string, stock: number) {
  return vendor.products.create({ body: { name: sku, sku, unit_price: 100, stock } });
}

const numbersOf = (results: PromiseSettledResult<{ number: number } | undefined>[]) =>
  results.flatMap((result) => (result.status === 'fulfilled' ? [result.value?.number] : []));
const refusalsOf = (results: PromiseSettledResult<unknown>[]) =>
  results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));

async function stockOf(sku: string): Promise<number | undefined> {
  const { data } = await vendor.products.list({ query: { limit: 100 } });
  return data.flatMap(({ variants }) => variants).find((variant) => variant.sku === sku)?.stock;
}

test('300 buyers of 100 units at two processes: 100 orders, 200 clean refusals', async () => {
  await sell('LANTERN', 100);
  const results = await sendAll(300, () => orderOf('LANTERN'));
  expect(refusalsOf(results)).toEqual(Array.from({ length: 200 }, () => 'insufficient_stock'));
  expect(new Set(numbersOf(results)).size).toBe(100);
  expect(await stockOf('LANTERN')).toBe(0);
});

test('one key sent 20 times at once to two processes makes one order', async () => {
  await sell('CANDLE', 50);
  const results = await sendAll(20, () => orderOf('CANDLE'), 'sent-20-times');
  expect(refusalsOf(results)).toEqual([]);
  expect(new Set(numbersOf(results)).size).toBe(1);
  expect(await stockOf('CANDLE')).toBe(49);
});

test('orders of two lines in opposite order, placed and cancelled at two processes, close no lock cycle', async () => {
  const skus = Array.from({ length: 6 }, (_, index) => `BEAD-${index}`);
  const variants = skus.map((sku) => ({ sku, unit_price: 1, stock: 1_000 }));
  const { id } = await vendor.products.create({ body: { name: 'Beads', variants } });
  const pairOf = (index: number) => {
    const pair = [0, 1].map((step) => skus[(index + step) % skus.length] ?? '');
    return orderOf(...(index % 4 < 2 ? pair : pair.reverse()));
  };
  let placed: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    const cancels = placed.map((id, index) =>
      customers[(index + round) % customers.length]?.orders.cancel({ params: { id }, body: {} }),
    );
    const [results] = await Promise.all([sendAll(40, pairOf), ...cancels]);
    expect(refusalsOf(results)).toEqual([]);
    placed = results.flatMap((result) => (result.status === 'fulfilled' && result.value ? [result.value.id] : []));
  }
  const { variants: left } = await vendor.products.get({ params: { id } });
  expect(left.reduce((sum, { stock }) => sum + stock, 0)).toBe(6 * 1_000 - 40 * 2);
});
