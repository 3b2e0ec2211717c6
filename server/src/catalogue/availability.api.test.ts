import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { readLog } from '../../../tests/support/read-log.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { openWakeUps, startDispatcher } from '../events/index.ts';
import { openListener } from '../platform/database/listen.ts';
import { newId } from '../platform/ids.ts';
import { availabilityReaction, createAvailabilityHandlers } from './availability-job.ts';
import { refreshAvailability } from './refresh-availability.ts';

const house = await openTestHouse();
const { runtime, storeId } = house;
const vendor = house.as('vendor');
const customer = house.as('customer');
const patience = { timeout: 10_000, interval: 20 };

let made = 0;
async function sell(stocks: number[]) {
  made += 1;
  const category = await house.as('admin').categories.create({ body: { name: `Shelf ${made}` } });
  const variants = stocks.map((stock, index) => ({ sku: `A${made}-${index}`, unit_price: 1, stock }));
  const product = await vendor.products.create({ body: { name: 'Lantern', variants, category_ids: [category.id] } });
  const [first, second] = product.variants.map(({ id }) => id);
  const isListed = async (available: boolean) => {
    const lists = [{ category: category.slug, available }, { available }];
    const found = await Promise.all(lists.map((query) => house.as(null).products.list({ query })));
    return found.map(({ data }) => data.some(({ id }) => id === product.id));
  };
  return { product, first: first ?? '', second: second ?? '', isListed };
}
const order = (variant_id: string, quantity: number) =>
  customer.orders.place({ body: { lines: [{ variant_id, quantity }], shipping_address: shippingAddress } });
const refresh = (variant_id: string) => refreshAvailability(runtime, { store_id: storeId, variant_id });

test('a product is sold out when its last variant is, and is back with the first; a repeat changes nothing', async () => {
  const { product, first, second, isListed } = await sell([2, 1]);
  await order(first, 2);
  await refresh(first);
  expect(await isListed(true)).toEqual([true, true]);
  const last = await order(second, 1);
  await refresh(second);
  await refresh(second);
  expect(await isListed(true)).toEqual([false, false]);
  expect(await isListed(false)).toEqual([true, true]);
  await customer.orders.cancel({ params: { id: last.id }, body: {} });
  await refresh(second);
  expect(await isListed(true)).toEqual([true, true]);
  expect((await readLog(house, product.id)).map(({ type, actor_id }) => [type, actor_id]).slice(1)).toEqual([
    ['product.sold_out', null],
    ['product.restocked', null],
  ]);
  expect((await vendor.products.get({ params: { id: product.id } })).version).toBe(product.version);
});

test('what changes by hand is known at once', async () => {
  const { product, first, isListed } = await sell([0, 3]);
  expect(await isListed(true)).toEqual([true, true]);
  const second = product.variants[1]?.id ?? '';
  await vendor.variants.remove({ params: { id: second } });
  expect(await isListed(false)).toEqual([true, true]);
  await vendor.variants.create({ params: { id: product.id }, body: { sku: 'again', unit_price: 1, stock: 1 } });
  expect(await isListed(true)).toEqual([true, true]);
  await vendor.products.remove({ params: { id: product.id } });
  await refresh(first);
  await refresh(newId());
});

test('the worker sees to it after the event', async () => {
  const log = pino({ level: 'silent' });
  const listener = await openListener(house.databaseUrl, log);
  const wakeUps = await openWakeUps({ database: runtime.database, listener, cacheUrl: null, log });
  const dispatcher = startDispatcher({ runtime, queue: house.queue, reactions: [availabilityReaction], wakeUps, log });
  const working = await house.queue.work(createAvailabilityHandlers(runtime), { concurrency: 2 });
  try {
    const { first, isListed } = await sell([1]);
    await order(first, 1);
    await expect.poll(() => isListed(false), patience).toEqual([true, true]);
    await vendor.variants.adjustStock({ params: { id: first }, body: { delta: 5, reason: 'received' } });
    await expect.poll(() => isListed(true), patience).toEqual([true, true]);
  } finally {
    await dispatcher.stop();
    await working.stop();
    wakeUps.close();
    await listener.close();
  }
});
