import pg from 'pg';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ask, openTestHouse, type TestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { prunesOf } from '../prunes.ts';
import { pruneStores } from './prune-stores.ts';
import { runSchedule } from './run-schedule.ts';
import { type Schedule, startSchedule } from './start-schedule.ts';
import type { Background } from './work-off.ts';

const house = await openTestHouse();
const { clock } = house.runtime;
const told: { order_id?: string }[] = [];
const log = { error: (details: object) => void told.push(details) } as unknown as Background['log'];
const keep = {
  idempotency_keys_keep_days: 7,
  sessions_keep_days: 7,
  notifications_keep_days: 90,
  webhook_deliveries_keep_days: 30,
  imports_keep_days: 30,
};
const prunes = prunesOf(keep, house.files, log);
const background: Background = { runtime: house.runtime, prunes, log };
const schedules = new Set<Schedule>();
const delay_seconds = 300;
const original = pg.Client.prototype.query;

beforeAll(async () => {
  // The test looks on and arranges as the owner; everybody else is held to the policies as ever.
  for (const table of ['orders', 'events', 'stores', 'idempotency_keys', 'sessions', 'refresh_tokens']) {
    await ask(house.databaseUrl, `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  }
  for (const [name, sku] of [
    ['vendor', 'A'],
    ['otherVendor', 'B'],
    ['strangeVendor', 'C'],
  ] as const) {
    await house.as(name).products.create({ body: { name: sku, sku, unit_price: 100, stock: 10_000 } });
  }
});

afterEach(async () => {
  for (const schedule of schedules) await schedule.stop();
  schedules.clear();
  // What a test leaves pending is carried on before the next.
  clock.advance(2 * delay_seconds);
  await run();
  told.length = 0;
});

const run = () => runSchedule(background, () => false);

/** Connections that look for changes at times of their own; the schedule takes none of them. */
const urgent = new WeakSet<object>();
const leaveUrgentOut = ({ database }: Pick<TestHouse['runtime'], 'database'>) =>
  database.pools.urgent.on('acquire', (client) => void urgent.add(client));
leaveUrgentOut(house.runtime);

/** @returns what is sent to the database meanwhile, by every connection of this process that may be the schedule's. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given) {
    const first = given[0] as unknown as string | { text: string };
    if (!urgent.has(this)) sent.push(typeof first === 'string' ? first : first.text);
    return original.apply(this, given as never) as never;
  });
  await work();
  query.mockRestore();
  return sent;
}

async function place(skus = ['A'], by: 'customer' | 'strangeCustomer' = 'customer'): Promise<string> {
  const lines = skus.map((sku) => ({ sku, quantity: 1 }));
  const { id } = await house.as(by).orders.place({
    body: { lines, shipping_address: shippingAddress, payment: { provider: 'simulated' } },
  });
  return id;
}

async function statusOf(id: string): Promise<string | undefined> {
  const [row] = await ask<{ status: string }>(house.databaseUrl, 'SELECT status FROM orders WHERE id = $1', [id]);
  return row?.status;
}

async function eventsOf(id: string) {
  const { data } = await house.as('admin').orders.events({ params: { id } });
  return data.map(({ type, actor_role, actor_id }) => ({ type, actor_role, actor_id }));
}

test('an order goes to processing once it is older than the delay of its store, and not before', async () => {
  const id = await place(['A', 'B']);
  clock.advance(delay_seconds - 30);
  await run();
  expect(await statusOf(id)).toBe('pending');
  clock.advance(31);
  await run();
  const by = { actor_role: 'house', actor_id: null };
  expect((await eventsOf(id)).slice(1)).toEqual([
    { type: 'fulfillment.processing', ...by },
    { type: 'fulfillment.processing', ...by },
    { type: 'order.processing', ...by },
  ]);
  const { fulfillments, version } = await house.as('admin').orders.get({ params: { id } });
  expect(fulfillments.map(({ status }) => status)).toEqual(['processing', 'processing']);
  expect(version).toBe(2);
});

test('each store goes by its own delay', async () => {
  await house.as('strangeAdmin').store.update({ body: { auto_process_after_seconds: 3_600 } });
  const [soon, later] = [await place(), await place(['C'], 'strangeCustomer')];
  clock.advance(delay_seconds + 1);
  await run();
  expect([await statusOf(soon), await statusOf(later)]).toEqual(['processing', 'pending']);
  clock.advance(3_600);
  await run();
  expect(await statusOf(later)).toBe('processing');
});

test('what is cancelled, declined, moved on, or history stays as it is', async () => {
  const ids = [await place(), await place(), await place(), await place(), await place()];
  const [cancelled = '', declined = '', shipped = '', failed = '', imported = ''] = ids;
  await house.as('admin').orders.cancel({ params: { id: cancelled }, body: {} });
  await house.as('customer').orders.settlePayment({ params: { id: declined }, body: { outcome: 'decline' } });
  for (const status of ['processing', 'shipped'] as const) {
    await house.as('admin').orders.updateStatus({ params: { id: shipped }, body: { status } });
  }
  await ask(house.databaseUrl, "UPDATE orders SET payment_status = 'failed' WHERE id = $1", [failed]);
  await ask(house.databaseUrl, "UPDATE orders SET import_source = 'x', external_reference = 'x' WHERE id = $1", [
    imported,
  ]);
  clock.advance(delay_seconds + 1);
  await run();
  const statuses = await Promise.all(ids.map(statusOf));
  expect(statuses).toEqual(['cancelled', 'cancelled', 'shipped', 'pending', 'pending']);
});

test('one order that cannot go on holds up no other, is told, and goes on once it can', async () => {
  const [first, bad, last] = [await place(), await place(), await place()];
  await ask(
    house.databaseUrl,
    `ALTER TABLE fulfillments ADD CONSTRAINT stuck CHECK (order_id <> '${bad}' OR status <> 'processing')`,
  );
  clock.advance(delay_seconds + 1);
  await run();
  expect([await statusOf(first), await statusOf(bad), await statusOf(last)]).toEqual([
    'processing',
    'pending',
    'processing',
  ]);
  expect(await eventsOf(bad)).toHaveLength(1);
  expect(told.map(({ order_id }) => order_id)).toEqual([bad]);
  await ask(house.databaseUrl, 'ALTER TABLE fulfillments DROP CONSTRAINT stuck');
  await run();
  expect(await statusOf(bad)).toBe('processing');
});

test('more than a batch, looked for by several processes at once: each order moves once', async () => {
  const ids = await Promise.all(Array.from({ length: 120 }, () => place()));
  clock.advance(delay_seconds + 1);
  const other = await house.openAnother();
  await Promise.all([run(), runSchedule({ ...background, runtime: other.runtime }, () => false)]);
  const rows = await ask<{ type: string; count: number }>(
    house.databaseUrl,
    `SELECT type, count(*)::int FROM events WHERE subject_id = ANY($1) AND type LIKE '%.processing' GROUP BY 1 ORDER BY 1`,
    [ids],
  );
  expect(rows).toEqual([
    { type: 'fulfillment.processing', count: 120 },
    { type: 'order.processing', count: 120 },
  ]);
});

test('it looks at once and again and again, until it is stopped', async () => {
  const first = await place();
  clock.advance(delay_seconds + 1);
  const schedule = startSchedule(background, { every_seconds: 0.05 });
  schedules.add(schedule);
  await vi.waitFor(async () => expect(await statusOf(first)).toBe('processing'), 5_000);
  const second = await place();
  clock.advance(delay_seconds + 1);
  await vi.waitFor(async () => expect(await statusOf(second)).toBe('processing'), 5_000);
  await schedule.stop();
});

test('what is older than it is kept goes, and nothing younger, of any store', async () => {
  const count = async () => {
    const [row] = await ask<Record<string, number>>(
      house.databaseUrl,
      `SELECT (SELECT count(*)::int FROM idempotency_keys WHERE key LIKE 'test:%') AS keys,
              (SELECT count(*)::int FROM sessions WHERE user_agent = 'test') AS sessions,
              (SELECT count(*)::int FROM refresh_tokens WHERE token_hash LIKE 'test:%') AS tokens`,
    );
    return row;
  };
  const now = clock.now().getTime();
  const ago = (days: number) => new Date(now - days * 86_400_000).toISOString();
  for (const { id: user, storeId: store } of [house.people.customer, house.people.strangeCustomer]) {
    for (const [days, name] of [
      [6.9, 'young'],
      [7.1, 'old'],
    ] as const) {
      await ask(
        house.databaseUrl,
        'INSERT INTO idempotency_keys (store_id, key, fingerprint, answer, created_at) VALUES ($1, $2, $3, $3, $4)',
        [store, `test:${name}`, '{}', ago(days)],
      );
      const [session] = await ask<{ id: string }>(
        house.databaseUrl,
        "INSERT INTO sessions (store_id, id, user_id, user_agent, expires_at) VALUES ($1, gen_random_uuid(), $2, 'test', $3) RETURNING id",
        [store, user, ago(days)],
      );
      await ask(
        house.databaseUrl,
        'INSERT INTO refresh_tokens (store_id, token_hash, session_id) VALUES ($1, $2, $3)',
        [store, `test:of-${name}`, session?.id],
      );
    }
    // Of a session that still runs: used long ago, used lately, not used yet.
    const [running] = await ask<{ id: string }>(
      house.databaseUrl,
      "INSERT INTO sessions (store_id, id, user_id, user_agent, expires_at) VALUES ($1, gen_random_uuid(), $2, 'test', $3) RETURNING id",
      [store, user, ago(-20)],
    );
    for (const [name, used] of [
      ['long-ago', ago(8)],
      ['lately', ago(1)],
      ['unused', null],
    ] as const) {
      await ask(
        house.databaseUrl,
        'INSERT INTO refresh_tokens (store_id, token_hash, session_id, used_at) VALUES ($1, $2, $3, $4)',
        [store, `test:${name}`, running?.id, used],
      );
    }
  }
  expect(await count()).toEqual({ keys: 4, sessions: 6, tokens: 10 });
  await pruneStores(background, () => false);
  expect(await count()).toEqual({ keys: 2, sessions: 4, tokens: 6 });
  const left = await ask<{ name: string }>(
    house.databaseUrl,
    "SELECT DISTINCT token_hash AS name FROM refresh_tokens WHERE token_hash LIKE 'test:%' ORDER BY 1",
  );
  expect(left.map(({ name }) => name)).toEqual(['test:lately', 'test:of-young', 'test:unused']);
});

test('of a thousand stores those with something old are found by one statement, also by two processes at once', async () => {
  await ask(
    house.databaseUrl,
    `INSERT INTO stores (id, slug, name, currency, time_zone)
     SELECT gen_random_uuid(), 'many-' || n, 'Many', 'GBP', 'UTC' FROM generate_series(1, 1000) AS n`,
  );
  await pruneStores(background, () => false);
  const idle = await statementsOf(() => pruneStores(background, () => false));
  expect(idle.filter((text) => /FROM stores/.test(text))).toHaveLength(1);
  expect(idle.length).toBeLessThanOrEqual(3);
  const dueOrders = await statementsOf(run);
  expect(dueOrders.length).toBeLessThanOrEqual(3);

  const old_rows = 2_500;
  await ask(
    house.databaseUrl,
    `INSERT INTO idempotency_keys (store_id, key, fingerprint, created_at)
     SELECT s.id, 'old:' || n, '', '2020-01-01' FROM stores s, generate_series(1, $1::int) AS n WHERE s.slug = 'many-7'`,
    [old_rows],
  );
  const other = await house.openAnother();
  leaveUrgentOut(other.runtime);
  const both = await statementsOf(() =>
    Promise.all([
      pruneStores(background, () => false),
      pruneStores({ ...background, runtime: other.runtime }, () => false),
    ]),
  );
  expect(both.length).toBeLessThan(40);
  const left = await ask(house.databaseUrl, "SELECT FROM idempotency_keys WHERE key LIKE 'old:%'");
  expect(left).toHaveLength(0);
  await ask(house.databaseUrl, "DELETE FROM stores WHERE slug LIKE 'many-%'");
});

test('an admin runs it for the own store, and hears what it did', async () => {
  const [mine, theirs] = [await place(), await place(['C'], 'strangeCustomer')];
  const trigger = () => house.request({ method: 'POST', url: '/api/v1/background/trigger', as: 'admin' });
  expect((await trigger()).body).toMatchObject({ processed_orders: 0, failed_orders: 0, complete: true });
  clock.advance(7_200);
  house.forgetTokens();
  await ask(
    house.databaseUrl,
    "INSERT INTO idempotency_keys (store_id, key, fingerprint, created_at) SELECT id, 'ancient', '', '2020-01-01' FROM stores",
  );
  expect((await trigger()).body).toMatchObject({
    processed_orders: 1,
    failed_orders: 0,
    pruned: { idempotency_keys: 1, sessions: 0, refresh_tokens: 0 },
    complete: true,
  });
  expect([await statusOf(mine), await statusOf(theirs)]).toEqual(['processing', 'pending']);
  const [{ left } = { left: 0 }] = await ask<{ left: number }>(
    house.databaseUrl,
    "SELECT count(*)::int AS left FROM idempotency_keys WHERE key = 'ancient'",
  );
  expect(left).toBe(1);
});
