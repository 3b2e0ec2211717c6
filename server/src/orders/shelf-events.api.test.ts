import { expect, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { openTestHouse } from '../../../tests/support/index.ts';
import { readLog } from '../../../tests/support/read-log.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';

/** What the log tells of a variant when its last unit goes, and when there is one again. */
const house = await openTestHouse();
const admin = house.as('admin');
const customer = house.as('customer');

let made = 0;

async function sell(stock: number) {
  const sku = `SHELF-${++made}`;
  const product = await house.as('vendor').products.create({ body: { name: 'Cup', sku, unit_price: 100, stock } });
  return { sku, id: product.variants[0]?.id ?? '' };
}

async function order(sku: string, quantity: number) {
  const body = { lines: [{ sku, quantity }], shipping_address: shippingAddress };
  const { id } = await customer.orders.place({ body: { ...body, payment: { provider: 'simulated' } } });
  return { params: { id } };
}

async function told(variantId: string): Promise<unknown[]> {
  const events = await readLog(house, variantId);
  return events.map(({ type, actor_id }) => [type, actor_id]);
}

/** By nobody: orders that are taken together may empty the shelf together. */
const soldOut = ['variant.sold_out', null];

test('an order for the last unit tells that it is sold out; cancelled, that it is back', async () => {
  const { sku, id } = await sell(2);
  const { params } = await order(sku, 2);
  expect(await told(id)).toEqual([soldOut]);
  await admin.orders.cancel({ params, body: {} });
  await admin.orders.cancel({ params, body: {} });
  expect(await told(id)).toEqual([soldOut, ['variant.restocked', house.people.admin.id]]);
});

test('a declined payment tells that it is back', async () => {
  const { sku, id } = await sell(1);
  const { params } = await order(sku, 1);
  await customer.orders.settlePayment({ params, body: { outcome: 'decline' } });
  expect(await told(id)).toEqual([soldOut, ['variant.restocked', house.people.customer.id]]);
});

test('what falls to the threshold is told once for each fall, by orders and by adjustments', async () => {
  const before = await admin.store.update({ body: { low_stock_threshold: 3 } });
  const { sku, id } = await sell(5);
  const { params } = await order(sku, 2);
  await order(sku, 1);
  await admin.orders.cancel({ params, body: {} });
  const adjust = (delta: number) =>
    house.as('vendor').variants.adjustStock({ params: { id }, body: { delta, reason: 'correction' } });
  await adjust(-1);
  await adjust(-1);
  await adjust(10);
  await adjust(-12);
  const ofVariant = (await readLog(house, id)).filter(({ type }) => type !== 'stock.adjusted');
  const [low, soldOutNow] = ['variant.stock_low', 'variant.sold_out'];
  expect(ofVariant.map(({ type, actor_id, data }) => [type, actor_id, data])).toEqual([
    [low, null, { stock: 3, threshold: 3 }],
    [low, house.people.vendor.id, { stock: 3, threshold: 3 }],
    [soldOutNow, house.people.vendor.id, {}],
  ]);
  await awaitHorizon(house.databaseUrl);
  // Its vendor reads of it, and an admin; customers and other vendors do not.
  const readBy = async (name: 'vendor' | 'admin' | 'customer' | 'otherVendor') =>
    (await house.as(name).events.list({ query: { type: 'variant.stock_low', subject_id: id } })).data.length;
  expect(await readBy('vendor')).toBe(2);
  expect(await readBy('admin')).toBe(2);
  expect(await readBy('customer')).toBe(0);
  expect(await readBy('otherVendor')).toBe(0);
  await admin.store.update({ body: { low_stock_threshold: before.low_stock_threshold } });
});

test('what was never sold out tells nothing', async () => {
  const { sku, id } = await sell(3);
  const { params } = await order(sku, 2);
  await customer.orders.cancel({ params, body: {} });
  expect(await told(id)).toEqual([]);
});
