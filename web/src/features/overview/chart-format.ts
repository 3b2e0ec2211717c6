import type { Store } from '@orderhouse/contracts';
import { dateFormat, numberFormat } from '../../lib/formats.ts';
import { toMajor } from '../../lib/money.ts';
import type { Span } from './search.ts';

type Way = Pick<Store, 'currency' | 'locale'>;

/** @returns an amount as short as an axis needs it: `£1.2K`. */
export function shortMoney(minor: number, { currency, locale }: Way): string {
  const format = { style: 'currency', currency, notation: 'compact', maximumSignificantDigits: 3 } as const;
  return numberFormat(locale, format).format(toMajor(minor, currency));
}

/** @returns a day of a chart: `31 Jan`, or `Jan 2026` where it stands for its month. */
export function labelOf(day: string, span: Span, locale: string): string {
  const parts =
    span === '12m' ? ({ month: 'short', year: 'numeric' } as const) : ({ day: 'numeric', month: 'short' } as const);
  // The day is one of the store already; read in any other zone it might be the day before.
  return dateFormat(locale, { ...parts, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** @returns a month in words: `January 2026`. */
export function nameOfMonth(month: string, locale: string): string {
  const format = dateFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}

/** @returns so many months up to the one of a day, the latest first: `2026-01`. */
export function monthsUntil(today: string, count: number): string[] {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  );
}
