import { describe, expect, test } from 'vitest';
import { filtersOf } from './log-query.ts';
import { detailsIn, nameOfField, readable } from './readable.ts';

const place = { currency: 'GBP', locale: 'en-GB', time_zone: 'Europe/London' };

describe('a value of the log is said as its reader would', () => {
  test.each([
    ['name', null, 'nothing'],
    ['is_active', false, 'no'],
    ['unit_price', 1250, '£12.50'],
    ['cancel_window_seconds', 300, '5 minutes'],
    ['cancel_window_seconds', 90, '90 seconds'],
    ['auto_process_after_seconds', 172_800, '2 days'],
    ['stock', 1200, '1,200'],
    ['disabled_at', '2026-07-01T09:30:00.000Z', '1 Jul 2026, 10:30'],
    ['payment_providers', ['manual', 'simulated'], 'manual, simulated'],
    ['event_types', ['order.placed', 'order.shipped'], 'Order placed, Order shipped'],
    ['category_ids', [], 'nothing'],
    ['address', { line1: '1 High Street', line2: null, city: 'York' }, 'Line1: 1 High Street, City: York'],
  ])('%s: %j → %s', (field, value, words) => {
    expect(readable(field, value, place)).toBe(words);
  });
});

test('a field is named as one would say it', () => {
  expect(nameOfField('low_stock_threshold')).toBe('Low stock threshold');
  expect(nameOfField('is_active')).toBe('Active');
});

test('ids and what was changed are not told besides', () => {
  const data = { from: 'processing', to: 'shipped', carrier: 'Evri', vendor_id: 'x', tracking_number: null };
  expect(detailsIn(data, place)).toEqual([['Carrier', 'Evri']]);
});

test('the last day counts to its end, by the clock of the store', () => {
  expect(filtersOf({ from: '2026-07-01', to: '2026-07-01' }, place)).toEqual({
    occurred_from: '2026-06-30T23:00:00.000Z',
    occurred_to: '2026-07-01T23:00:00.000Z',
  });
});
