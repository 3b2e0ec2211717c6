import type { Fulfillment, Order, OrderStatus } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { waitingOf } from './waiting.ts';

const orderWith = (number: number, status: OrderStatus): Order => {
  const part: Pick<Fulfillment, 'status'> = { status };
  return { number, status: 'processing', fulfillments: [part] } as Order;
};

test('what a vendor has sent waits for others, not for it', () => {
  const orders = [
    orderWith(1, 'shipped'),
    orderWith(2, 'pending'),
    orderWith(3, 'processing'),
    orderWith(4, 'cancelled'),
  ];
  expect(waitingOf(orders).map(({ order, next }) => [order.number, next])).toEqual([
    [2, 'prepare'],
    [3, 'ship'],
  ]);
});
