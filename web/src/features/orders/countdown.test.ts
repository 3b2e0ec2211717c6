import { expect, test } from 'vitest';
import { clockOf, isWorthTelling, spokenOf } from './countdown.ts';

const minute = 60_000;

test.each([
  [1, '0:01'],
  [59_001, '1:00'],
  [4 * minute + 59_000, '4:59'],
  [64 * minute + 5_000, '1:04:05'],
  [47 * 60 * minute, '47:00:00'],
  [49 * 60 * minute, '2 days'],
])('%i ms are shown as %s', (left, shown) => {
  expect(clockOf(left)).toBe(shown);
});

test.each([
  [5 * minute, '5 minutes'],
  [5 * minute - 1_000, '4 minutes'],
  [3 * 60 * minute, '3 hours'],
  [50 * 60 * minute, '2 days'],
  [59_000, 'a minute'],
  [30_000, 'half a minute'],
])('%i ms are spoken as %s', (left, spoken) => {
  expect(spokenOf(left)).toBe(spoken);
});

test('nobody is interrupted but in the last minute', () => {
  expect(isWorthTelling(2 * minute)).toBe(false);
  expect(isWorthTelling(minute)).toBe(true);
  expect(isWorthTelling(0)).toBe(false);
});
