import { expect, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { countSales } from './count-sales.ts';

const house = await openTestHouse();
const { runtime, storeId, databaseUrl } = house;

async function sell(sku: string, quantity: number): Promise<void> {
  await house.as('customer').orders.place({ body: { lines: [{ sku, quantity }], shipping_address: shippingAddress } });
  await awaitHorizon(databaseUrl);
  await countSales(runtime, storeId);
}

async function popular(limit?: number) {
  const { data } = await house.as(null).products.popular({ query: { ...(limit !== undefined && { limit }) } });
  return data.map(({ product, units_sold }) => [product.name, units_sold]);
}

test('a list that is shorter than was asked for is read anew each time, a whole one is kept', async () => {
  for (const name of ['JAR', 'LID']) {
    await house.as('vendor').products.create({ body: { name, sku: name, unit_price: 100, stock: 1_000 } });
  }
  expect([await popular(), await popular(1), await popular(2)]).toEqual([[], [], []]);
  await sell('JAR', 1);
  expect(await popular()).toEqual([['JAR', 1]]);
  expect(await popular(1)).toEqual([['JAR', 1]]);
  expect(await popular(2)).toEqual([['JAR', 1]]);
  await sell('LID', 2);
  const both = [
    ['LID', 2],
    ['JAR', 1],
  ];
  expect(await popular()).toEqual(both);
  expect(await popular(2)).toEqual(both);
  // Whole, and kept for its hour; what was asked for without a limit was for more than there is.
  expect(await popular(1)).toEqual([['JAR', 1]]);
  await sell('JAR', 4);
  expect(await popular(2)).toEqual(both);
  expect(await popular()).toEqual([
    ['JAR', 5],
    ['LID', 2],
  ]);
});
