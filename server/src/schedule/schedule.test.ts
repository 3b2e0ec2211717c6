import { expect, onTestFinished, test, vi } from 'vitest';
import { ask } from '../../../tests/support/index.ts';
import { delay_seconds, openScheduleHouse } from '../../../tests/support/schedule-house.ts';
import { runSchedule } from './run-schedule.ts';
import { startSchedule } from './start-schedule.ts';

const { house, clock, told, background, run, place, statusOf } = await openScheduleHouse();

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
  onTestFinished(() => schedule.stop());
  await vi.waitFor(async () => expect(await statusOf(first)).toBe('processing'), 5_000);
  const second = await place();
  clock.advance(delay_seconds + 1);
  await vi.waitFor(async () => expect(await statusOf(second)).toBe('processing'), 5_000);
  await schedule.stop();
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
