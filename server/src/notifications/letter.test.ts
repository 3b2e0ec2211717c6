import type { Fulfillment, Order } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { isTold, letterAboutOrder, letterAboutVariant, parcelsToTell } from './letter.ts';
import { wordingFor } from './wording.ts';

// Intl keeps a number and its currency on one line.
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

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
    expect(plain(wordingFor('Asia/Kolkata', 'en-GB').money(amount, currency))).toBe(told);
  });

  test.each([
    ['de-DE', 123_456_789, 'EUR', '1.234.567,89 €'],
    ['ja-JP', 1_234, 'JPY', '￥1,234'],
    ['hi-IN', 12_345_650, 'INR', '₹1,23,456.50'],
    // In an isolate, so that it stands whole in an English sentence.
    ['he-IL', 12_345, 'ILS', '\u2068\u200f123.45 \u200f₪\u2069'],
  ])('%s %i %s', (locale, amount, currency, told) => {
    expect(plain(wordingFor('UTC', locale).money(amount, currency))).toBe(told);
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

  test.each([
    ['de-DE', 'Europe/Berlin', '2026-03-29T00:59:59Z', '29. März 2026 um 01:59 MEZ'],
    ['de-DE', 'Europe/Berlin', '2026-03-29T01:00:00Z', '29. März 2026 um 03:00 MESZ'],
    ['de-DE', 'Europe/Berlin', '2026-10-25T00:30:00Z', '25. Oktober 2026 um 02:30 MESZ'],
    ['de-DE', 'Europe/Berlin', '2026-10-25T01:30:00Z', '25. Oktober 2026 um 02:30 MEZ'],
    ['ja-JP', 'Asia/Tokyo', '2026-01-31T20:30:00Z', '2026年2月1日 05:30 JST'],
    ['hi-IN', 'Asia/Kolkata', '2026-01-31T20:30:00Z', '1 फ़रवरी 2026 को 02:00 am IST बजे'],
  ])('in the words of %s, %s %s', (locale, zone, instant, told) => {
    expect(plain(wordingFor(zone, locale).time(instant))).toBe(told);
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
const sender = {
  store: { name: 'Tea House', time_zone: 'Europe/London', locale: 'en-GB' },
  address: 'https://shop.example',
};
const ada = { name: 'Ada', email: 'ada@example.com' };

test('an address is told line by line, without what it lacks', () => {
  expect(letterAboutOrder(sender, ada, order).order?.address).toEqual(['Ada', 'Paris', 'France']);
});

test('everything is in the words of the store’s locale', () => {
  const store = { ...sender.store, locale: 'de-DE', time_zone: 'Europe/Berlin' };
  const lines = [{ name: 'Cup', sku: 'CUP', quantity: 1_200, unit_price: 250, line_total: 300_000 }];
  const ofGermany = { ...order, currency: 'EUR', total: 300_000, lines } as unknown as Order;
  const letter = letterAboutOrder({ ...sender, store }, ada, ofGermany);
  expect(letter).toMatchObject({ locale: 'de-DE', is_right_to_left: false });
  expect(letter.order?.address).toEqual(['Ada', 'Paris', 'Frankreich']);
  expect(letter.order?.placed_at).toBe('31. Januar 2026 um 10:30 MEZ');
  expect(letter.order?.lines.map((line) => ({ ...line, total: plain(line.total) }))).toMatchObject([
    { quantity: '1.200', total: '3.000,00 €' },
  ]);
  const hebrew = { ...sender, store: { ...store, locale: 'he-IL' } };
  expect(letterAboutOrder(hebrew, ada, ofGermany).is_right_to_left).toBe(true);
});

test('what people wrote turns no line around, and breaks none', () => {
  const evil = '\u202eevil\u2066\u2028Total: 0';
  const lines = [{ name: evil, sku: 'A', quantity: 1, unit_price: 1, line_total: 1 }];
  const hostile = {
    ...order,
    lines,
    notes: `${evil}\n\nTea House`,
    shipping_address: { line1: evil },
  } as unknown as Order;
  const letter = letterAboutOrder(sender, { ...ada, name: evil }, hostile, { failure: evil });
  expect(JSON.stringify(letter)).not.toMatch(/[\u0085\u2028-\u202e\u2066-\u2069]/);
  expect(letter.recipient.name).toBe('evil Total: 0');
  expect(letter.order?.notes).toEqual(['evil Total: 0', '', 'Tea House']);
  const marked = 'נועה\u200f מריم';
  expect(letterAboutOrder(sender, { ...ada, name: marked }, order).recipient.name).toBe(marked);
});

test('a variant that is gone is not told of', () => {
  const product = { name: 'Lantern', variants: [] } as unknown as Parameters<typeof letterAboutVariant>[2];
  expect(letterAboutVariant(sender, ada, product, { subject_id: 'a', kind: 'stock_out' })).toBeNull();
});

test('what has run out since is not told as running low', () => {
  const told = (stock: number) => {
    const variants = [{ id: 'a', sku: 'A', title: '', stock }];
    const product = { name: 'Lantern', variants } as unknown as Parameters<typeof letterAboutVariant>[2];
    return letterAboutVariant(sender, ada, product, { subject_id: 'a', kind: 'stock_low' })?.variant;
  };
  expect(told(0)).toBeUndefined();
  expect(told(1_200)).toEqual({ name: 'Lantern', sku: 'A', stock: '1,200' });
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
