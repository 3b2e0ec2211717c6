import { now_ms } from './clock.ts';
import { dateFormat, relativeTimeFormat } from './formats.ts';

interface Place {
  locale: string;
  time_zone: string;
}

/** @returns a moment as the store's clock shows it: `31 Jan 2026, 09:30`. */
export function formatTime(at: string, { locale, time_zone: timeZone }: Place): string {
  return dateFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** @returns how long ago, or how far ahead, a moment is: `5 minutes ago`. */
export function formatAgo(at: string, now: Date, locale: string): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1_000;
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  return relativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}

const day_ms = 86_400_000;

/** @returns how far a time zone's clock is ahead of UTC at a moment. */
function offset_ms(at_ms: number, timeZone: string): number {
  const format = dateFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const shown = Object.fromEntries(format.formatToParts(at_ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at_ms;
}

/** @returns the moment at which a day, `2026-01-31`, begins in a time zone; its first moment where a clock skips midnight. */
export function startOfDay(day: string, timeZone: string): string {
  const wanted_ms = Date.parse(`${day}T00:00:00Z`);
  // Midnight by the clock of before and of after, should it be put forward or back about then.
  const guesses = [-day_ms, day_ms].map((aside_ms) => wanted_ms - offset_ms(wanted_ms + aside_ms, timeZone));
  const midnights = guesses.filter((at_ms) => at_ms + offset_ms(at_ms, timeZone) === wanted_ms);
  return new Date(midnights.length > 0 ? Math.min(...midnights) : Math.max(...guesses)).toISOString();
}

/** @returns today, `2026-01-31`, by the calendar of a time zone. */
export function todayIn(timeZone: string, now = new Date(now_ms())): string {
  return dateFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
}

/** @returns the day so many days later, or before. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * day_ms).toISOString().slice(0, 10);
}
