import { expect, test } from 'vitest';
import { countsOf } from './sales-of-events.ts';

type Type = Parameters<typeof countsOf>[0][number]['type'];
const event = (type: Type, subject_id: string, data: Record<string, unknown> = {}) => ({ type, subject_id, data });
const moved = (type: Type, id: string, from: string, to: string, vendor_id?: string) =>
  event(type, id, { from, to, ...(vendor_id !== undefined && { vendor_id }) });

test('an order that is placed and cancelled in one stretch is no sale', () => {
  const { orders } = countsOf([
    event('order.placed', 'a'),
    event('order.placed', 'b'),
    moved('order.cancelled', 'a', 'pending', 'cancelled'),
    moved('order.cancelled', 'c', 'processing', 'cancelled'),
    event('order.imported', 'd', { to: 'delivered' }),
    event('order.imported', 'e', { to: 'cancelled' }),
    moved('order.shipped', 'f', 'processing', 'shipped'),
  ]);
  expect(orders).toEqual([
    { order_id: 'b', by: 1 },
    { order_id: 'c', by: -1 },
    { order_id: 'd', by: 1 },
  ]);
});

test('an order is in one state: it leaves one for the next', () => {
  const { statuses } = countsOf([
    event('order.placed', 'a'),
    moved('order.processing', 'a', 'pending', 'processing'),
    moved('order.shipped', 'b', 'processing', 'shipped'),
    event('order.imported', 'c', { to: 'cancelled' }),
  ]);
  expect(statuses).toEqual([
    { order_id: 'a', status: 'processing', by: 1 },
    { order_id: 'b', status: 'shipped', by: 1 },
    { order_id: 'b', status: 'processing', by: -1 },
    { order_id: 'c', status: 'cancelled', by: 1 },
  ]);
});

test('all parts are born with their order, and go on alone', () => {
  const { parts, statuses } = countsOf([
    event('order.placed', 'a'),
    moved('fulfillment.processing', 'a', 'pending', 'processing', 'v'),
    moved('fulfillment.shipped', 'a', 'processing', 'shipped', 'v'),
  ]);
  expect(parts).toEqual([
    { order_id: 'a', vendor_id: null, status: 'pending', by: 1 },
    { order_id: 'a', vendor_id: 'v', status: 'pending', by: -1 },
    { order_id: 'a', vendor_id: 'v', status: 'shipped', by: 1 },
  ]);
  expect(statuses).toEqual([{ order_id: 'a', status: 'pending', by: 1 }]);
});

test('the order of the events is nothing to the sums', () => {
  const events = [
    event('order.placed', 'a'),
    moved('order.processing', 'a', 'pending', 'processing'),
    moved('order.cancelled', 'a', 'processing', 'cancelled'),
    moved('fulfillment.cancelled', 'a', 'pending', 'cancelled', 'v'),
  ];
  const sorted = (counts: ReturnType<typeof countsOf>) =>
    Object.values(counts).map((list) => list.map((one: object) => JSON.stringify(Object.entries(one).sort())).sort());
  expect(sorted(countsOf(events.toReversed()))).toEqual(sorted(countsOf(events)));
});

test('a state that is none is told', () => {
  expect(() => countsOf([moved('order.shipped', 'a', 'lost', 'shipped')])).toThrow(/lost, which is none/);
});
