import type { SalesDay, SalesSums } from '@orderhouse/contracts';
import { addDays } from '../../lib/time.ts';
import type { Span } from './search.ts';

interface Period {
  from: string;
  to: string;
}

const days: Readonly<Record<Exclude<Span, '12m'>, number>> = { '7d': 7, '30d': 30, '90d': 90 };

/** How a span is called in a sentence: “the 30 days before”. */
export const spanWords: Readonly<Record<Span, { label: string; before: string }>> = {
  '7d': { label: '7 days', before: 'the 7 days before' },
  '30d': { label: '30 days', before: 'the 30 days before' },
  '90d': { label: '90 days', before: 'the 90 days before' },
  '12m': { label: '12 months', before: 'as many days before' },
};

/** @returns the first of the month eleven months before the one of a day: with it, twelve months. */
function yearBefore(today: string): string {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return new Date(Date.UTC(year, month - 12, 1)).toISOString().slice(0, 10);
}

const lengthOf = ({ from, to }: Period) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;

/** @returns the days that a span has until today, and as many that were before it. */
export function periodsOf(span: Span, today: string): { now: Period; before: Period } {
  const from = span === '12m' ? yearBefore(today) : addDays(today, 1 - days[span]);
  const now = { from, to: today };
  return { now, before: { from: addDays(from, -lengthOf(now)), to: addDays(from, -1) } };
}

/** @returns the sums of each month, named by its first day. */
function byMonth(sales: readonly SalesDay[]): SalesDay[] {
  const months = Map.groupBy(sales, ({ day }) => day.slice(0, 7));
  return [...months].map(([month, all]) => {
    const sum = (field: keyof SalesSums) => all.reduce((total, one) => total + one[field], 0);
    return { day: `${month}-01`, orders: sum('orders'), units: sum('units'), revenue: sum('revenue') };
  });
}

/** @returns what is drawn for a span: each day, or each month where days would be too many to tell apart. */
export function pointsOf(span: Span, sales: readonly SalesDay[]): SalesDay[] {
  return span === '12m' ? byMonth(sales) : [...sales];
}

/** How one number compares to another. */
export type Trend = { kind: 'none' } | { kind: 'new' } | { kind: 'same' } | { kind: 'more' | 'less'; percent: number };

/** @returns how much more or less it is than before, in whole percent. */
export function trendOf(now: number, before: number): Trend {
  if (before === 0) return { kind: now === 0 ? 'none' : 'new' };
  const percent = Math.round(((now - before) / before) * 100);
  if (percent === 0) return { kind: 'same' };
  return { kind: percent > 0 ? 'more' : 'less', percent: Math.abs(percent) };
}
