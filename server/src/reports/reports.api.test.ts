import { expect, test, vi } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { openDispatchingHouse } from '../../../tests/support/dispatching-house.ts';
import { ask } from '../../../tests/support/index.ts';
import { queueThatDoes } from '../../../tests/support/queue-that-does.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { countAllStores, countSales } from './count-sales.ts';
import { createSalesHandlers, salesReaction } from './jobs.ts';

const { house, start, log } = await openDispatchingHouse();
const { runtime, storeId, databaseUrl } = house;
const [admin, vendor, otherVendor] = [house.as('admin'), house.as('vendor'), house.as('otherVendor')];

const product = (of: typeof vendor, sku: string, unit_price: number, stock: number) =>
  of.products.create({ body: { name: `Old ${sku}`, sku, unit_price, stock } });
const jar = await product(vendor, 'JAR', 250, 100);
const pot = await product(otherVendor, 'POT', 999, 100);

async function place(...lines: readonly (readonly [string, number])[]): Promise<string> {
  const body = { lines: lines.map(([sku, quantity]) => ({ sku, quantity })), shipping_address: shippingAddress };
  return (await house.as('customer').orders.place({ body })).id;
}

async function count(): Promise<void> {
  await awaitHorizon(databaseUrl);
  await countSales(runtime, storeId);
}

const nothing = { orders: 0, units: 0, revenue: 0 };

test('a store in which nobody has ordered yet has nothing to count', async () => {
  const { is_complete, currency, time_zone, total, data } = await admin.reports.sales();
  expect({ is_complete, currency, time_zone, total }).toEqual({
    is_complete: true,
    currency: 'GBP',
    time_zone: 'Europe/London',
    total: nothing,
  });
  expect(data).toHaveLength(30);
});

test('an admin sees the store, a vendor its own part of it', async () => {
  await place(['JAR', 2], ['POT', 1]);
  await place(['JAR', 1]);
  // Counted for the first time: it says so.
  expect(await admin.reports.sales()).toMatchObject({ is_complete: false, total: nothing });
  await awaitHorizon(databaseUrl);
  await countAllStores(runtime, () => false);
  const today = { orders: 2, units: 4, revenue: 1_749 };
  const whole = await admin.reports.summary();
  expect(whole).toMatchObject({ today, yesterday: nothing, last_7_days: today, previous_7_days: nothing });
  expect(whole).toMatchObject({ products: { active: 2, is_exact: true }, is_complete: true });
  expect(whole.by_status[0]).toEqual({ status: 'pending', orders: 2, total: 1_749 });
  const own = await vendor.reports.summary();
  expect(own).toMatchObject({ today: { orders: 2, units: 3, revenue: 750 }, products: { active: 1 } });
  const { data } = await otherVendor.reports.bestSellers();
  expect(data).toEqual([
    { product_id: pot.id, product_name: 'Old POT', vendor_id: pot.vendor_id, units: 1, revenue: 999 },
  ]);
  const byUnits = await admin.reports.bestSellers({ query: { sort: '-units' } });
  expect(byUnits.data.map(({ product_id }) => product_id)).toEqual([jar.id, pot.id]);
  const byRevenue = await admin.reports.bestSellers({ query: { limit: 1 } });
  expect(byRevenue.data.map(({ product_id }) => product_id)).toEqual([pot.id]);
  expect(await house.as('strangeAdmin').reports.sales()).toMatchObject({ total: nothing });
  await expect(house.as('customer').reports.summary()).rejects.toMatchObject({ status: 403 });
  await expect(house.as(null).reports.summary()).rejects.toMatchObject({ status: 401 });
});

test('a vendor sees how far its own parts are', async () => {
  const id = await place(['JAR', 1], ['POT', 2]);
  await vendor.orders.updateStatus({ params: { id }, body: { status: 'processing' } });
  await vendor.orders.updateStatus({ params: { id }, body: { status: 'shipped' } });
  await count();
  const shippedOf = async (reader: typeof vendor) =>
    (await reader.reports.ordersByStatus()).data.find(({ status }) => status === 'shipped');
  expect(await shippedOf(vendor)).toEqual({ status: 'shipped', orders: 1, total: 250 });
  expect(await shippedOf(otherVendor)).toEqual({ status: 'shipped', orders: 0, total: 0 });
  expect(await shippedOf(admin)).toEqual({ status: 'shipped', orders: 0, total: 0 });
});

test('a product that is deleted has sold all the same', async () => {
  const gone = await product(vendor, 'CUP', 10_000, 5);
  await place(['CUP', 1]);
  await vendor.products.remove({ params: { id: gone.id } });
  await count();
  for (const reader of [admin, vendor]) {
    const { data } = await reader.reports.bestSellers({ query: { limit: 1 } });
    expect(data).toMatchObject([{ product_id: gone.id, product_name: 'Old CUP', revenue: 10_000 }]);
  }
});

test('stock that is sold out, and stock that runs low', async () => {
  await product(vendor, 'NONE', 1, 0);
  await product(vendor, 'FEW', 1, 3);
  const many = await product(otherVendor, 'MANY', 1, 40);
  await otherVendor.variants.update({
    params: { id: many.variants[0]?.id ?? '' },
    body: { low_stock_threshold: 50 },
  });
  expect(await admin.reports.stock()).toEqual({ sold_out: 1, low: 2, is_exact: true });
  expect(await vendor.reports.stock()).toEqual({ sold_out: 1, low: 1, is_exact: true });
  expect(await otherVendor.reports.stock()).toEqual({ sold_out: 0, low: 1, is_exact: true });
  const { total } = await admin.stock.list({ query: { low: true, count: true } });
  expect(total).toBe(3);
});

test('where more is scarce than is gone through, there is at least so much; a vendor of whose less is scarce is told exactly', async () => {
  for (const table of ['products', 'variants']) {
    await ask(databaseUrl, `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  }
  const inserted = `
    WITH p AS (
      INSERT INTO products (store_id, id, vendor_id, name, status, unit_price_from, is_available)
      SELECT $1, gen_random_uuid(), $2, 'Bulk ' || n, 'active', 1, false FROM generate_series(1, 1100) AS n
      RETURNING store_id, id
    )
    INSERT INTO variants (store_id, id, product_id, vendor_id, position, sku, unit_price, stock)
    SELECT store_id, id, id, $2, 0, 'BULK-' || id, 1, 0 FROM p`;
  await ask(databaseUrl, inserted, [storeId, pot.vendor_id]);
  expect(await admin.reports.stock()).toMatchObject({ sold_out: 1_000, is_exact: false });
  expect(await otherVendor.reports.stock()).toMatchObject({ is_exact: false });
  expect(await vendor.reports.stock()).toEqual({ sold_out: 1, low: 1, is_exact: true });
});

test.each([
  [{ from: '2026-02-02', to: '2026-02-01' }, 'is after the last day'],
  [{ from: '2025-01-01', to: '2026-01-02' }, '367 days'],
  [{ from: '2999-12-31' }, 'is after the last day'],
])('%o is no period', async (query, detail) => {
  await expect(admin.reports.sales({ query })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: 'from', detail: expect.stringContaining(detail) }],
  });
});

test('a leap year has a day more', async () => {
  const { data } = await admin.reports.sales({ query: { from: '2024-01-01', to: '2024-12-31' } });
  expect(data).toHaveLength(366);
  expect(data[59]).toEqual({ day: '2024-02-29', ...nothing });
});

test('after a change of the time zone figures are said to be those of before until all is counted', async () => {
  await admin.store.update({ body: { time_zone: 'Asia/Tokyo' } });
  const before = await admin.reports.sales();
  expect(before).toMatchObject({ time_zone: 'Europe/London', is_complete: false });
  await count();
  const after = await admin.reports.sales();
  expect(after).toMatchObject({ time_zone: 'Asia/Tokyo', is_complete: true, total: before.total });
});

test('an order is in the report within two seconds, by the dispatcher and its job', async () => {
  const { queue, done } = queueThatDoes(createSalesHandlers(runtime));
  start({ log, reactions: [salesReaction], queue });
  const { total } = await admin.reports.sales();
  const id = await place(['JAR', 1]);
  await vi.waitFor(async () => expect((await admin.reports.sales()).total.orders).toBe(total.orders + 1), 2_000);
  await admin.orders.cancel({ params: { id }, body: {} });
  await vi.waitFor(async () => expect((await admin.reports.sales()).total).toEqual(total), 2_000);
  await Promise.all(done);
});

test('nobody but the house writes what is counted', async () => {
  const grants = await ask(
    databaseUrl,
    `SELECT DISTINCT grantee FROM information_schema.role_table_grants
      WHERE table_name IN ('orders_by_day', 'vendor_orders_by_day', 'product_sales_by_month', 'orders_by_status', 'fulfillments_by_status')
        AND privilege_type <> 'SELECT' AND grantee LIKE 'orderhouse%' AND grantee <> current_user`,
  );
  expect(grants).toEqual([{ grantee: 'orderhouse_house' }]);
});
