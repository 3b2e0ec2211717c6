import { expect, test, vi } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { openDispatchingHouse } from '../../../tests/support/dispatching-house.ts';
import { ask } from '../../../tests/support/index.ts';
import { queueThatDoes } from '../../../tests/support/queue-that-does.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { createImportHandlers } from '../imports/index.ts';
import { countAllStores, countSales } from './count-sales.ts';
import { createSalesHandlers, salesReaction } from './jobs.ts';

const { house, start, log } = await openDispatchingHouse();
const { runtime, storeId, databaseUrl } = house;
const { clock } = runtime;

for (const table of ['sales_by_day', 'orders_by_day', 'products', 'sales_cursors', 'orders', 'order_lines']) {
  await ask(databaseUrl, `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
}
const product = (sku: string, unit_price: number) =>
  house.as('vendor').products.create({ body: { name: `Jar ${sku}`, sku, unit_price, stock: 10_000 } });
const [jar, lid, neverSold] = [await product('JAR', 250), await product('LID', 30), await product('DUST', 1)];

async function place(lines: readonly (readonly [string, number])[]): Promise<string> {
  house.forgetTokens();
  const { id } = await house.as('customer').orders.place({
    body: { lines: lines.map(([sku, quantity]) => ({ sku, quantity })), shipping_address: shippingAddress },
  });
  return id;
}

const cancel = (id: string) => house.as('admin').orders.cancel({ params: { id }, body: {} });

async function count(): Promise<void> {
  await awaitHorizon(databaseUrl);
  await countSales(runtime, storeId);
}

const days = () =>
  ask(
    databaseUrl,
    'SELECT day::text, orders, units::int, revenue::int FROM orders_by_day WHERE orders > 0 ORDER BY day',
  );
const soldOf = (id: string) =>
  ask(
    databaseUrl,
    'SELECT day::text, orders, units::int, revenue::int FROM sales_by_day WHERE product_id = $1 AND units > 0 ORDER BY day',
    [id],
  );
async function unitsSold(id: string): Promise<number | undefined> {
  const [row] = await ask<{ units: number }>(
    databaseUrl,
    'SELECT units_sold::int AS units FROM products WHERE id = $1',
    [id],
  );
  return row?.units;
}

/** Whatever was counted before: the sums of all orders that stand, by the store's days. */
async function expectSumsOfOrders(): Promise<void> {
  const rows = await ask(
    databaseUrl,
    `SELECT (o.placed_at AT TIME ZONE s.time_zone)::date::text AS day, count(DISTINCT o.id)::int AS orders,
            sum(l.quantity)::int AS units, sum(l.line_total)::int AS revenue
       FROM orders o JOIN stores s ON s.id = o.store_id JOIN order_lines l ON l.order_id = o.id
      WHERE o.status <> 'cancelled' GROUP BY 1 ORDER BY 1`,
  );
  expect(await days()).toEqual(rows);
}
await ask(databaseUrl, 'ALTER TABLE stores NO FORCE ROW LEVEL SECURITY');

const zones = [
  ['Asia/Kolkata', '2026-03-28T18:29:00Z', '2026-03-28', '2026-03-29'],
  ['Europe/London', '2026-03-29T22:59:00Z', '2026-03-29', '2026-03-30'],
  ['America/New_York', '2026-11-02T04:59:00Z', '2026-11-01', '2026-11-02'],
] as const;

test.each(zones)('in %s a day ends at its own midnight', async (time_zone, lastMinute, day, nextDay) => {
  house.forgetTokens();
  clock.set(new Date(lastMinute));
  await house.as('admin').store.update({ body: { time_zone } });
  await count();
  const before = await days();
  await place([['JAR', 2]]);
  clock.advance(60);
  const next = await place([
    ['JAR', 1],
    ['LID', 3],
  ]);
  await count();
  const added = (await days()).filter((row) => !before.some((known) => JSON.stringify(known) === JSON.stringify(row)));
  expect(added).toEqual([
    { day, orders: 1, units: 2, revenue: 500 },
    { day: nextDay, orders: 1, units: 4, revenue: 340 },
  ]);
  expect((await soldOf(lid.id)).at(-1)).toEqual({ day: nextDay, orders: 1, units: 3, revenue: 90 });
  await cancel(next);
  await count();
  expect((await days()).some((row) => (row as { day: string }).day === nextDay)).toBe(false);
  await expectSumsOfOrders();
});

test('two workers, and counting again, count each order once', async () => {
  house.forgetTokens();
  const other = await house.openAnother();
  const units = await unitsSold(jar.id);
  const orders = await Promise.all(Array.from({ length: 40 }, () => place([['JAR', 1]])));
  await Promise.all(orders.slice(0, 5).map(cancel));
  await awaitHorizon(databaseUrl);
  await Promise.all([countSales(runtime, storeId), countSales(other.runtime, storeId), countSales(runtime, storeId)]);
  await count();
  expect(await unitsSold(jar.id)).toBe((units ?? 0) + 35);
  await expectSumsOfOrders();
});

test('a count that dies before its commit leaves everything as it was', async () => {
  const before = await days();
  await place([['LID', 7]]);
  await awaitHorizon(databaseUrl);
  await ask(databaseUrl, 'ALTER TABLE sales_cursors ADD CONSTRAINT stuck CHECK (event_id = -1) NOT VALID');
  await expect(countSales(runtime, storeId)).rejects.toThrow(/stuck|violates/);
  expect(await days()).toEqual(before);
  await ask(databaseUrl, 'ALTER TABLE sales_cursors DROP CONSTRAINT stuck');
  await count();
  await expectSumsOfOrders();
});

test('an order that is imported counts on its own day, and as a cancelled one not at all', async () => {
  house.forgetTokens();
  const file = `reference,placed_at,status,sku,unit_price,quantity
A-1,2024-02-29T12:00:00Z,delivered,LID,0.30,2
A-2,2024-02-29T13:00:00Z,cancelled,LID,0.30,5
A-3,2024-03-01T13:00:00Z,cancelled,JAR,2.50,1
`;
  const { id } = await house.as('admin').imports.create({ body: { kind: 'orders' }, file: new File([file], 'o.csv') });
  const job = {
    task: 'import.run',
    key: id,
    payload: { store_id: storeId, import_id: id },
    attempt: 1,
    attempts_max: 1,
  };
  await createImportHandlers(house)['import.run']?.(job);
  expect(await house.as('admin').imports.get({ params: { id } })).toMatchObject({ created: 3 });
  await count();
  expect((await days())[0]).toEqual({ day: '2024-02-29', orders: 1, units: 2, revenue: 60 });
  await expectSumsOfOrders();
});

test('while everything is counted anew, what sells is what sold before', async () => {
  house.forgetTokens();
  const { time_zone } = await house.as('admin').store.get();
  await count();
  const units = await unitsSold(jar.id);
  expect(units).toBeGreaterThan(0);
  await house.as('admin').store.update({ body: { time_zone: 'Asia/Tokyo' } });
  await ask(databaseUrl, 'ALTER TABLE sales_cursors ADD CONSTRAINT stuck CHECK (event_id = 0) NOT VALID');
  await awaitHorizon(databaseUrl);
  await expect(countSales(runtime, storeId)).rejects.toThrow(/stuck|violates/);
  expect(await days()).toEqual([]);
  expect(await unitsSold(jar.id)).toBe(units);
  await ask(databaseUrl, 'ALTER TABLE sales_cursors DROP CONSTRAINT stuck');
  // A product that sold in no day that is recent now is reset with the others.
  await ask(databaseUrl, 'UPDATE products SET units_sold = 99 WHERE id = $1', [neverSold.id]);
  await countAllStores(runtime, () => false);
  await expectSumsOfOrders();
  expect([await unitsSold(jar.id), await unitsSold(neverSold.id)]).toEqual([units, 0]);
  await house.as('admin').store.update({ body: { time_zone } });
  await count();
  await expectSumsOfOrders();
});

test('what is older than thirty days is recent no longer', async () => {
  const units = await unitsSold(jar.id);
  expect(units).toBeGreaterThan(0);
  clock.advance(29 * 86_400);
  house.forgetTokens();
  await countAllStores(runtime, () => false);
  expect(await unitsSold(jar.id)).toBe(35);
  clock.advance(86_400 * 2);
  await countAllStores(runtime, () => false);
  expect(await unitsSold(jar.id)).toBe(0);
});

test('the dispatcher has it counted, and what sells is popular', async () => {
  house.forgetTokens();
  const { queue, done } = queueThatDoes(createSalesHandlers(runtime));
  start({ log, reactions: [salesReaction], queue });
  await place([['LID', 9]]);
  await place([['JAR', 4]]);
  await vi.waitFor(async () => expect([await unitsSold(lid.id), await unitsSold(jar.id)]).toEqual([9, 4]), 5_000);
  await Promise.all(done);
  const { data } = await house.as(null).products.popular();
  expect(data.map(({ product, units_sold }) => [product.name, units_sold])).toEqual([
    ['Jar LID', 9],
    ['Jar JAR', 4],
  ]);
  expect(await house.as('strangeCustomer').products.popular()).toEqual({ data: [] });
  expect((await house.as('customer').products.popular({ query: { limit: 1 } })).data).toHaveLength(1);
  expect((await house.as('admin').products.popular({ query: { category: 'no-such' } })).data).toEqual([]);
});
