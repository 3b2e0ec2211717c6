import type { Fulfillment, Order } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { isTold, letterAboutOrder, letterAboutVariant, parcelsToTell } from './letter.ts';
import { wordingFor } from './wording.ts';

const kolkata = wordingFor('Asia/Kolkata', 'en-GB');

describe('money', () => {
  test.each([
    [339, 'GBP', '£3.39'],
    [0, 'EUR', '€0.00'],
    [1_234, 'JPY', 'JP¥1,234'],
    [1_234_567, 'KWD', 'KWD 1,234.567'],
    // Past what a float keeps in pounds and pence.
    [9_007_199_254_740_991, 'GBP', '£90,071,992,547,409.91'],
    [12_345_650, 'INR', '₹123,456.50'],
  ])('%i %s', (amount, currency, told) => {
    expect(kolkata.money(amount, currency).replaceAll('\u00a0', ' ')).toBe(told);
  });
});

describe('times are those of the store', () => {
  test.each([
    ['Asia/Kolkata', '2026-01-31T20:30:00Z', '1 February 2026 at 02:00 GMT+5:30'],
    ['Europe/London', '2026-01-31T09:30:00Z', '31 January 2026 at 09:30 GMT'],
    ['Europe/London', '2026-03-29T00:59:59.999Z', '29 March 2026 at 00:59 GMT'],
    ['Europe/London', '2026-03-29T01:00:00Z', '29 March 2026 at 02:00 BST'],
    ['America/New_York', '2026-11-01T05:30:00Z', '1 November 2026 at 01:30 GMT-4'],
    ['America/New_York', '2026-11-01T06:30:00Z', '1 November 2026 at 01:30 GMT-5'],
  ])('%s %s', (zone, instant, told) => {
    expect(wordingFor(zone, 'en-GB').time(instant)).toBe(told);
  });
});

const order = {
  number: 7,
  status: 'processing',
  payment_status: 'unpaid',
  currency: 'GBP',
  total: 0,
  lines: [],
  shipping_address: { name: 'Ada', line2: '', city: 'Paris', country: 'FR' },
  placed_at: '2026-01-31T09:30:00Z',
  cancellable_until: '2026-01-31T09:35:00Z',
  phone: null,
  notes: null,
  cancel_reason: null,
} as unknown as Order;
const sender = { store: { name: 'Tea House', time_zone: 'Europe/London' }, address: 'https://shop.example' };
const ada = { name: 'Ada', email: 'ada@example.com' };

test('an address is told line by line, without what it lacks', () => {
  expect(letterAboutOrder(sender, ada, order).order?.address).toEqual(['Ada', 'Paris', 'France']);
});

test('a variant that is gone is not told of', () => {
  const product = { name: 'Lantern', variants: [] } as unknown as Parameters<typeof letterAboutVariant>[2];
  expect(letterAboutVariant(sender, ada, product, 'a')).toBeNull();
});

describe('parcels', () => {
  const part = (vendor_id: string, shipped_at: string | null): Fulfillment => ({
    vendor_id,
    status: shipped_at ? 'shipped' : 'processing',
    carrier: 'DPD',
    tracking_number: vendor_id,
    shipped_at,
    delivered_at: null,
  });
  const first = part('a', '2026-01-31T10:00:00.000Z');
  const last = part('b', '2026-01-31T12:00:00.000Z');
  const of = (status: Order['status'], ...fulfillments: Fulfillment[]): Order => ({ ...order, status, fulfillments });

  test('a part is told when it goes, the others later', () => {
    expect(parcelsToTell(of('processing', first, part('b', null)), 'a')).toMatchObject([{ tracking_number: 'a' }]);
  });

  test('of the last part the whole order tells, with all parcels', () => {
    const whole = of('shipped', first, last);
    expect(parcelsToTell(whole, 'b')).toBeNull();
    expect(parcelsToTell(whole, null)).toMatchObject([{ tracking_number: 'a' }, { tracking_number: 'b' }]);
  });

  test('a part is told also when its mail comes late, after the last one has gone', () => {
    expect(parcelsToTell(of('delivered', first, last), 'a')).toMatchObject([{ tracking_number: 'a' }]);
  });

  test('what an admin ships at once is one mail', () => {
    const together = of('shipped', first, { ...last, shipped_at: first.shipped_at });
    expect([parcelsToTell(together, 'a'), parcelsToTell(together, 'b')]).toEqual([null, null]);
    expect(parcelsToTell(together, null)).toHaveLength(2);
  });
});

test('a refused payment is told once', () => {
  expect(isTold('order_cancelled', { payment_status: 'failed' })).toBe(false);
  expect(isTold('order_cancelled', { payment_status: 'paid' })).toBe(true);
  expect(isTold('payment_declined', { payment_status: 'failed' })).toBe(true);
});
