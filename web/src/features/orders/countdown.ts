import { counted } from '../../lib/counted.ts';

const minute_s = 60;
const hour_s = 3_600;
const day_s = 86_400;

const two = (count: number) => String(count).padStart(2, '0');
const some = (count: number, unit: string) => counted(count, unit, `${unit}s`);

/** @returns what is left as a clock shows it: `4:59`, `1:04:59`; from two days on in words. */
export function clockOf(left_ms: number): string {
  const left_s = Math.ceil(left_ms / 1_000);
  if (left_s >= 2 * day_s) return some(Math.floor(left_s / day_s), 'day');
  const [hours, minutes, seconds] = [Math.floor(left_s / hour_s), Math.floor(left_s / minute_s) % 60, left_s % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** @returns what is left as it is spoken, and no more often than it is worth hearing: rounded down to what passes slowly. */
export function spokenOf(left_ms: number): string {
  const left_s = Math.ceil(left_ms / 1_000);
  if (left_s >= 2 * day_s) return some(Math.floor(left_s / day_s), 'day');
  if (left_s >= 2 * hour_s) return some(Math.floor(left_s / hour_s), 'hour');
  if (left_s >= 2 * minute_s) return some(Math.floor(left_s / minute_s), 'minute');
  return left_s > 30 ? 'a minute' : 'half a minute';
}

/** Whether what is left is worth interrupting somebody who reads by ear: the last minute, and its half. */
export function isWorthTelling(left_ms: number): boolean {
  return left_ms > 0 && left_ms <= minute_s * 1_000;
}
