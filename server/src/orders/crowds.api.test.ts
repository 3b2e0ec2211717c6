import type { OrderInput } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { createPlacementQueue } from './placement-queue.ts';

const house = await openTestHouse();
const admin = house.as('admin');

describe('long orders', () => {
  test('a page holds no more lines than it can, and the next ones follow', async () => {
    await admin.products.create({ body: { name: 'Bead', sku: 'BEAD', unit_price: 1, stock: 100_000 } });
    const lines = Array.from({ length: 900 }, () => ({ sku: 'BEAD', quantity: 1 }));
    const customer = house.as('customer');
    const numbers: number[] = [];
    for (let made = 0; made < 5; made += 1) {
      numbers.push((await customer.orders.place({ body: { lines, shipping_address: shippingAddress } })).number);
    }
    const pages: number[][] = [];
    let cursor: string | null | undefined;
    do {
      const page = await admin.orders.list({ query: { sort: 'number', ...(cursor && { cursor }) } });
      pages.push(page.data.map(({ number }) => number));
      expect(page.data.every((order) => order.lines.length === 900)).toBe(true);
      cursor = page.next_cursor;
    } while (cursor);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(numbers);
  });
});

describe('a crowd', () => {
  const order = (sku: string): OrderInput => ({ lines: [{ sku, quantity: 1 }], shipping_address: shippingAddress });
  const requestOf = (name: 'customer' | 'strangeCustomer', sku: string) => ({
    input: order(sku),
    actorId: house.people[name].id,
    actorRole: 'customer' as const,
    claim: null,
  });

  test('of one store is turned away past what may wait; another store does not notice', async () => {
    await admin.products.create({ body: { name: 'Fan', sku: 'FAN', unit_price: 1, stock: 100_000 } });
    await house
      .as('strangeAdmin')
      .products.create({ body: { name: 'Fan', sku: 'FAN', unit_price: 1, stock: 100_000 } });
    const queue = createPlacementQueue(house.runtime);
    const crowd = Promise.allSettled(
      Array.from({ length: 5_000 }, () => queue.place(house.storeId, requestOf('customer', 'FAN'))),
    );
    const elsewhere = queue.place(house.otherStoreId, requestOf('strangeCustomer', 'FAN'));
    expect((await elsewhere).body.number).toBeGreaterThan(0);
    const refused = (await crowd).filter((answer) => answer.status === 'rejected');
    expect(refused.length).toBeGreaterThan(700);
    expect(refused.length).toBeLessThan(1_000);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded' });
  });
});
