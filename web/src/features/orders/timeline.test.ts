import type { Event, EventType, Fulfillment, Role } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { type Reader, timelineOf } from './timeline.ts';

const customer = { id: 'c', full_name: 'Ada Lovelace', email: 'ada@example.com', reference: null };
const part = (vendor_id: string) => ({ vendor_id, status: 'pending' }) as Fulfillment;
const one = { customer, fulfillments: [part('v')] };
const two = { customer, fulfillments: [part('v'), part('w')] };
const reader = (role: Role, id: string): Reader => ({
  id,
  role,
  locale: 'en-GB',
  names: new Map(role === 'admin' ? [['v', 'Hearth & Lantern']] : []),
});
const [ada, vendor, admin] = [reader('customer', 'c'), reader('vendor', 'v'), reader('admin', 'a')];

let count = 0;
const event = (type: EventType, actor_role: string, actor_id: string | null, data = {}, minute = 0): Event => {
  count += 1;
  const occurred_at = `2026-01-31T09:${String(30 + minute)}:00.000Z`;
  return { id: count, type, subject_type: 'order', subject_id: 'o', actor_id, actor_role, data, occurred_at };
};
const told = (events: Event[], order: typeof one, who: Reader) =>
  timelineOf(events, order, who).map(({ words }) => words);

describe('who did it', () => {
  const placed = [event('order.placed', 'customer', 'c')];

  test('is oneself, or whoever the reader knows them as', () => {
    expect(told(placed, one, ada)).toEqual(['You placed the order.']);
    expect(told(placed, one, vendor)).toEqual(['Ada Lovelace placed the order.']);
  });

  test('is the shop to its customer, whoever of it', () => {
    const begun = [event('order.processing', 'vendor', 'v')];
    expect(told(begun, one, ada)).toEqual(['The shop began to prepare the order.']);
    expect(told(begun, one, vendor)).toEqual(['You began to prepare the order.']);
    expect(told(begun, one, admin)).toEqual(['Hearth & Lantern began to prepare the order.']);
    expect(told(begun, two, reader('vendor', 'w'))).toEqual(['Another vendor began to prepare the order.']);
  });
});

describe('an order in one part', () => {
  const shipped = [
    event('fulfillment.shipped', 'vendor', 'v', { vendor_id: 'v', carrier: 'Royal Mail', tracking_number: 'AB1' }),
    event('order.shipped', 'vendor', 'v', { from: 'processing', to: 'shipped' }),
  ];

  test('is told of once, with what stood at the part', () => {
    expect(timelineOf(shipped, one, ada)).toMatchObject([
      { words: 'The shop shipped the order.', detail: 'Royal Mail, AB1' },
    ]);
  });
});

describe('an order in two parts', () => {
  const events = [
    event('fulfillment.processing', 'vendor', 'v', { vendor_id: 'v' }),
    event('order.processing', 'vendor', 'v'),
    event('fulfillment.processing', 'vendor', 'w', { vendor_id: 'w' }, 1),
    event('fulfillment.shipped', 'vendor', 'v', { vendor_id: 'v', carrier: 'DPD' }, 2),
    event('fulfillment.shipped', 'vendor', 'w', { vendor_id: 'w' }, 3),
    event('order.shipped', 'vendor', 'w', {}, 3),
    event('fulfillment.delivered', 'vendor', 'v', { vendor_id: 'v' }, 4),
  ];

  test('is told of by its parcels', () => {
    expect(told(events, two, ada)).toEqual([
      'The shop began to prepare the order.',
      'The shop began to prepare parcel 2.',
      'The shop shipped parcel 1.',
      'The shop shipped parcel 2.',
      'Everything is on its way.',
      'Parcel 1 was delivered.',
    ]);
  });

  test('is told an admin of by its vendors', () => {
    expect(told(events.slice(3, 4), two, admin)).toEqual(['Hearth & Lantern shipped its part.']);
  });

  test('is told a vendor of by its own part', () => {
    expect(told(events.slice(3, 4), { ...two, fulfillments: [part('v')] }, vendor)).toEqual(['You shipped your part.']);
  });
});

describe('what was said besides', () => {
  test('is the reason', () => {
    const cancelled = [
      event('fulfillment.cancelled', 'customer', 'c', { vendor_id: 'v', reason: 'changed my mind' }),
      event('order.cancelled', 'customer', 'c', { reason: 'changed my mind' }),
      event('payment.refund_due', 'customer', 'c', { amount: 678, currency: 'GBP' }),
    ];
    expect(timelineOf(cancelled, one, ada)).toMatchObject([
      { words: 'You cancelled the order.', detail: 'Changed my mind' },
      { words: '£6.78 will be paid back to you.', detail: null },
    ]);
  });

  test('is what was corrected', () => {
    const corrected = [event('order.updated', 'customer', 'c', { fields: ['shipping_address', 'phone', 'notes'] })];
    expect(told(corrected, one, admin)).toEqual([
      'Ada Lovelace corrected the address, the phone number and the notes.',
    ]);
  });

  test('is who paid', () => {
    const paid = [event('payment.succeeded', 'admin', 'a', { provider: 'manual', failure: null })];
    expect(told(paid, one, ada)).toEqual(['Your payment has arrived.']);
    expect(told(paid, one, admin)).toEqual(['You recorded the payment.']);
  });
});
