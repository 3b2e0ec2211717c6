import { expect, test } from 'vitest';
import { labelOf, monthsUntil, nameOfMonth, shortMoney } from './chart-format.ts';

test('an axis has short amounts, in the currency of the store', () => {
  expect(shortMoney(123_456, { currency: 'GBP', locale: 'en-GB' })).toBe('£1.23k');
  expect(shortMoney(0, { currency: 'JPY', locale: 'en-GB' })).toBe('JP¥0');
});

test('a day is that day whatever the clock of the reader', () => {
  expect(labelOf('2026-01-31', '30d', 'en-GB')).toBe('31 Jan');
  expect(labelOf('2026-01-01', '12m', 'en-GB')).toBe('Jan 2026');
  expect(nameOfMonth('2026-01', 'en-GB')).toBe('January 2026');
});

test('months go back over the turn of a year', () => {
  expect(monthsUntil('2026-02-28', 3)).toEqual(['2026-02', '2026-01', '2025-12']);
});
