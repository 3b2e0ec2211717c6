import { expect, test } from 'vitest';
import { periodsOf, pointsOf, trendOf } from './spans.ts';

test('a span ends today, and what it is held against ends where it begins', () => {
  expect(periodsOf('7d', '2026-03-02')).toEqual({
    now: { from: '2026-02-24', to: '2026-03-02' },
    before: { from: '2026-02-17', to: '2026-02-23' },
  });
});

test('twelve months begin with the first of a month, and are no more days than a report has', () => {
  const { now, before } = periodsOf('12m', '2028-12-31');
  expect(now).toEqual({ from: '2028-01-01', to: '2028-12-31' });
  expect(before).toEqual({ from: '2026-12-31', to: '2027-12-31' });
  expect(periodsOf('12m', '2026-11-21').now.from).toBe('2025-12-01');
});

test('twelve months are drawn by month', () => {
  const days = [
    { day: '2026-01-30', orders: 1, units: 2, revenue: 300 },
    { day: '2026-01-31', orders: 2, units: 3, revenue: 500 },
    { day: '2026-02-01', orders: 4, units: 4, revenue: 700 },
  ];
  expect(pointsOf('12m', days)).toEqual([
    { day: '2026-01-01', orders: 3, units: 5, revenue: 800 },
    { day: '2026-02-01', orders: 4, units: 4, revenue: 700 },
  ]);
  expect(pointsOf('7d', days)).toEqual(days);
});

test.each([
  [0, 0, { kind: 'none' }],
  [3, 0, { kind: 'new' }],
  [1000, 1001, { kind: 'same' }],
  [15, 10, { kind: 'more', percent: 50 }],
  [5, 10, { kind: 'less', percent: 50 }],
])('%i against %i', (now, before, trend) => {
  expect(trendOf(now, before)).toEqual(trend);
});
