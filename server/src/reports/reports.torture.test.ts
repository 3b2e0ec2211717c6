import { OrderhouseError, type OrderStatus, orderStatuses } from '@orderhouse/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { createImportHandlers } from '../imports/index.ts';
import { runDoctor } from '../system/index.ts';
import { countSales, recountSales } from './count-sales.ts';

/**
 * Reports against sums over the orders themselves, whatever happened: orders that are placed, imported, carried on by their
 * vendors part by part, cancelled soon and late, around the days on which clocks change, in a store that changes its time
 * zone, counted by several workers and again.
 */
const house = await openTestHouse();
const { runtime, storeId, databaseUrl, people } = house;
const { clock } = runtime;
const other = await house.openAnother();

for (const table of ['orders', 'order_lines', 'fulfillments', 'stores', 'variants']) {
  await ask(databaseUrl, `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
}
const goods = [
  ['JAR', 250, 'vendor'],
  ['LID', 33, 'vendor'],
  ['POT', 999, 'otherVendor'],
  ['PAN', 1, 'otherVendor'],
] as const;
for (const [sku, unit_price, owner] of goods) {
  await house.as(owner).products.create({ body: { name: `Old ${sku}`, sku, unit_price, stock: 1_000_000 } });
}

const zones = ['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Pacific/Apia'];
/** Some hours before and after midnights at which clocks go on or back somewhere, or a month ends. */
const times = ['2026-03-28T20:00:00Z', '2026-03-08T04:00:00Z', '2026-10-24T22:00:00Z', '2026-11-01T03:30:00Z'];

const many = fc.array(fc.tuple(fc.constantFrom(...goods), fc.integer({ min: 1, max: 9 })), {
  minLength: 1,
  maxLength: 3,
});
const which = fc.nat(1_000);
const states = fc.constantFrom(...orderStatuses);
const movers = fc.constantFrom('vendor' as const, 'otherVendor' as const, 'admin' as const);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ deed: fc.constant('place' as const), lines: many }) },
  { weight: 8, arbitrary: fc.record({ deed: fc.constant('move' as const), which, by: movers, to: states }) },
  { weight: 3, arbitrary: fc.record({ deed: fc.constant('cancel' as const), which }) },
  { weight: 2, arbitrary: fc.record({ deed: fc.constant('decline' as const), which }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant('import' as const), status: states, lines: many }) },
  {
    weight: 3,
    arbitrary: fc.record({ deed: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 700 }) }),
  },
  { weight: 3, arbitrary: fc.record({ deed: fc.constant('count' as const) }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant('zone' as const), zone: fc.constantFrom(...zones) }) },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant('recount' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const placed: string[] = [];
let files = 0;

/** What may be refused: an order that is gone already, a part of another. A fault of ours is none of it. */
async function tried(work: Promise<unknown>): Promise<void> {
  await work.catch((error) => {
    if (!(error instanceof OrderhouseError) || error.status >= 500) throw error;
  });
}

async function importOrder(status: OrderStatus, lines: readonly (readonly [(typeof goods)[number], number])[]) {
  files += 1;
  const at = clock.now().toISOString();
  const rows = lines.map(
    ([[sku, price], quantity]) => `H-${files},${at},${status},${sku},${(price / 100).toFixed(2)},${quantity}\n`,
  );
  const text = `reference,placed_at,status,sku,unit_price,quantity\n${rows.join('')}`;
  const { id } = await house.as('admin').imports.create({ body: { kind: 'orders' }, file: new File([text], 'h.csv') });
  const payload = { store_id: storeId, import_id: id };
  await createImportHandlers(house)['import.run']?.({
    ...{ task: 'import.run', key: id, payload },
    ...{ attempt: 1, attempts_max: 1 },
  });
  expect(await house.as('admin').imports.get({ params: { id } })).toMatchObject({ created: 1 });
}

async function act(given: Step): Promise<void> {
  const [admin, customer] = [house.as('admin'), house.as('customer')];
  const id = 'which' in given ? placed[given.which % Math.max(1, placed.length)] : undefined;
  if ('which' in given && id === undefined) return;
  const params = { id: id ?? '' };
  if (given.deed === 'place') {
    const lines = given.lines.map(([[sku], quantity]) => ({ sku, quantity }));
    const payment = { provider: 'simulated' as const };
    placed.push((await customer.orders.place({ body: { lines, shipping_address: shippingAddress, payment } })).id);
  }
  if (given.deed === 'move') {
    await tried(house.as(given.by).orders.updateStatus({ params, body: { status: given.to as 'shipped' } }));
  }
  if (given.deed === 'cancel') await tried(admin.orders.cancel({ params, body: {} }));
  if (given.deed === 'decline') await tried(customer.orders.settlePayment({ params, body: { outcome: 'decline' } }));
  if (given.deed === 'import') await importOrder(given.status, given.lines);
  if (given.deed === 'wait') clock.advance(given.minutes * 60);
  if (given.deed === 'zone') await admin.store.update({ body: { time_zone: given.zone } });
  if (given.deed === 'recount') await recountSales(runtime, storeId);
  // At least once, by two at a time, of what can be read already.
  if (given.deed === 'count') {
    await Promise.all([countSales(runtime, storeId), countSales(other.runtime, storeId), countSales(runtime, storeId)]);
  }
}

/** Lines of orders, of all or of one vendor; `f` is the part of the order that they are in. */
const lines = (vendorId: string | null) => `
  orders o JOIN stores s ON s.id = o.store_id JOIN order_lines l ON l.order_id = o.id
    JOIN variants v ON v.id = l.variant_id
    JOIN fulfillments f ON f.order_id = o.id AND f.vendor_id = l.vendor_id
   WHERE o.store_id = '${storeId}' ${vendorId === null ? '' : `AND l.vendor_id = '${vendorId}'`}`;
const sums = 'sum(l.quantity)::int AS units, sum(l.line_total)::int AS revenue';
const day = '(o.placed_at AT TIME ZONE s.time_zone)::date';

async function expectReportsOf(name: 'admin' | 'vendor' | 'otherVendor'): Promise<void> {
  const vendorId = name === 'admin' ? null : people[name].id;
  const reader = house.as(name);
  const from = '2026-01-01';
  const to = '2026-12-31';
  const sales = await reader.reports.sales({ query: { from, to } });
  const byDay = await ask<{ day: string; orders: number; units: number; revenue: number }>(
    databaseUrl,
    `SELECT ${day}::text AS day, count(DISTINCT o.id)::int AS orders, ${sums}
       FROM ${lines(vendorId)} AND o.status <> 'cancelled' GROUP BY 1 ORDER BY 1`,
  );
  expect(sales.is_complete).toBe(true);
  expect(sales.data).toHaveLength(365);
  expect(sales.data.filter(({ orders }) => orders > 0)).toEqual(byDay);
  expect(sales.data.filter((row) => row.orders === 0 && row.units + row.revenue !== 0)).toEqual([]);
  const total = { orders: 0, units: 0, revenue: 0 };
  for (const { orders, units, revenue } of byDay) {
    total.orders += orders;
    total.units += units;
    total.revenue += revenue;
  }
  expect(sales.total).toEqual(total);

  const status = vendorId === null ? 'o.status' : 'f.status';
  const byStatus = await ask<{ status: string; orders: number; total: number }>(
    databaseUrl,
    `SELECT ${status} AS status, count(DISTINCT o.id)::int AS orders, sum(l.line_total)::int AS total
       FROM ${lines(vendorId)} GROUP BY 1`,
  );
  const { data: statuses } = await reader.reports.ordersByStatus();
  expect(statuses).toEqual(
    orderStatuses.map((one) => byStatus.find((row) => row.status === one) ?? { status: one, orders: 0, total: 0 }),
  );

  const months = await ask<{ month: string; product_id: string; units: number; revenue: number }>(
    databaseUrl,
    `SELECT to_char(${day}, 'YYYY-MM') AS month, v.product_id, ${sums}
       FROM ${lines(vendorId)} AND o.status <> 'cancelled' GROUP BY 1, 2 ORDER BY 1, 4 DESC, 2 DESC`,
  );
  for (const month of ['2026-03', '2026-04', '2026-10', '2026-11']) {
    const { data } = await reader.reports.bestSellers({ query: { month } });
    expect(data.map(({ product_id, units, revenue }) => ({ month, product_id, units, revenue }))).toEqual(
      months.filter((row) => row.month === month),
    );
    const { data: most } = await reader.reports.bestSellers({ query: { month, sort: '-units', limit: 1 } });
    const units = Math.max(...data.map((one) => one.units));
    expect(most.map((one) => one.units)).toEqual(data.length > 0 ? [units] : []);
  }
  await expectSummaryOf(name, sales.data);
}

async function expectSummaryOf(
  name: 'admin' | 'vendor' | 'otherVendor',
  days: readonly { day: string; orders: number; units: number; revenue: number }[],
): Promise<void> {
  const summary = await house.as(name).reports.summary();
  const now = new Intl.DateTimeFormat('en-CA', { timeZone: summary.time_zone }).format(clock.now());
  const today = days.findIndex((row) => row.day === now);
  const sum = (from: number, to: number) =>
    days.slice(from, to).reduce(
      (before, row) => ({
        orders: before.orders + row.orders,
        units: before.units + row.units,
        revenue: before.revenue + row.revenue,
      }),
      { orders: 0, units: 0, revenue: 0 },
    );
  expect(today).toBeGreaterThan(14);
  expect(summary).toMatchObject({
    today: sum(today, today + 1),
    yesterday: sum(today - 1, today),
    last_7_days: sum(today - 6, today + 1),
    previous_7_days: sum(today - 13, today - 6),
    products: { active: name === 'admin' ? 4 : 2, is_exact: true },
  });
}

/** What the doctor says of the same. */
const ours = ['sales by day', 'sales of vendors', 'sales of products', 'orders by status', 'units sold'];

test('whatever happens, reports are right to the penny', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...times),
      fc.constantFrom(...zones),
      fc.array(step, { minLength: 15, maxLength: 40 }),
      async (time, time_zone, steps) => {
        house.forgetTokens();
        clock.set(new Date(time));
        await house.as('admin').store.update({ body: { time_zone } });
        for (const given of steps) await act(given);
        await awaitHorizon(databaseUrl);
        await countSales(runtime, storeId);
        for (const name of ['admin', 'vendor', 'otherVendor'] as const) await expectReportsOf(name);
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
  expect(placed.length).toBeGreaterThan(20);
  const { findings } = await runDoctor(runtime);
  const checked = findings.filter(({ name }) => ours.includes(name));
  expect(checked.map(({ name, faults }) => [name, faults])).toEqual(ours.map((name) => [name, []]));
});
