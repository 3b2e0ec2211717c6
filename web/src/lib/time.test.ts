import { expect, test } from 'vitest';
import { addDays, formatAgo, formatTime, startOfDay, todayIn } from './time.ts';

test('a moment is shown by the clock of the store', () => {
  expect(formatTime('2026-01-31T09:30:00Z', { locale: 'en-GB', time_zone: 'Asia/Kolkata' })).toBe('31 Jan 2026, 15:00');
});

test('how long ago, or how far ahead, is told in the largest unit that fits', () => {
  const now = new Date('2026-01-31T12:00:00Z');
  expect(formatAgo('2026-01-31T11:55:00Z', now, 'en-GB')).toBe('5 minutes ago');
  expect(formatAgo('2026-01-29T11:00:00Z', now, 'en-GB')).toBe('2 days ago');
  expect(formatAgo('2026-01-31T14:00:00Z', now, 'en-GB')).toBe('in 2 hours');
  expect(formatAgo('2026-01-31T12:00:00Z', now, 'en-GB')).toBe('now');
});

test.each([
  ['2026-01-31', 'Europe/London', '2026-01-31T00:00:00.000Z'],
  ['2026-07-01', 'Europe/London', '2026-06-30T23:00:00.000Z'],
  ['2026-01-31', 'Asia/Kolkata', '2026-01-30T18:30:00.000Z'],
  ['2026-01-31', 'America/New_York', '2026-01-31T05:00:00.000Z'],
  // The days on which the clock is put forward and back.
  ['2026-03-29', 'Europe/London', '2026-03-29T00:00:00.000Z'],
  ['2026-03-30', 'Europe/London', '2026-03-29T23:00:00.000Z'],
  ['2026-10-25', 'Europe/London', '2026-10-24T23:00:00.000Z'],
  ['2026-10-26', 'Europe/London', '2026-10-26T00:00:00.000Z'],
  // Here midnight is skipped: the day begins at one.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
])('%s begins in %s at %s', (day, timeZone, moment) => {
  expect(startOfDay(day, timeZone)).toBe(moment);
});

test('today is that of the store, and days are counted by the calendar', () => {
  expect(todayIn('Pacific/Auckland', new Date('2026-01-31T12:00:00Z'))).toBe('2026-02-01');
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});
