import { expect, test } from 'vitest';
import { noteDate, now_ms } from './clock.ts';

const hour_ms = 3_600_000;
const dateIn = (ms: number) => new Date(Date.now() + ms).toUTCString();
/** How far the moment is from this machine's, to the second. */
const apart_ms = () => Math.round((now_ms() - Date.now()) / 1_000) * 1_000;

test('the moment is the server’s, as its answers tell it', () => {
  expect(apart_ms()).toBe(0);
  noteDate(dateIn(2 * hour_ms), Date.now());
  expect(Math.abs(apart_ms() - 2 * hour_ms)).toBeLessThanOrEqual(1_000);
  noteDate(dateIn(-hour_ms), Date.now());
  expect(Math.abs(apart_ms() + hour_ms)).toBeLessThanOrEqual(1_000);
});

test('an answer without a date, or with none that can be read, changes nothing', () => {
  noteDate(dateIn(hour_ms), Date.now());
  for (const date of [null, '', 'soon']) noteDate(date, Date.now());
  expect(apart_ms()).toBeGreaterThan(hour_ms - 2_000);
});

test('an answer that was long on its way tells nothing', () => {
  noteDate(dateIn(0), Date.now());
  noteDate(dateIn(-60_000), Date.now() - 60_000);
  expect(apart_ms()).toBe(0);
});

test('clocks that are a moment apart agree', () => {
  noteDate(dateIn(-2_000), Date.now());
  expect(apart_ms()).toBe(0);
});
