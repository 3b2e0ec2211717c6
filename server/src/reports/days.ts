import { report_days_default, report_days_max, type SalesDay, type SalesSums } from '@orderhouse/contracts';
import { DomainError } from '../platform/domain-error.ts';

const day_ms = 86_400_000;

/** @returns the day so many days after another, or before it; both as `2026-01-31`. Pure. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * day_ms).toISOString().slice(0, 10);
}

/** @returns how many days there are from one to another, both of them counted. Pure. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / day_ms + 1;
}

const refused = (detail: string) =>
  new DomainError('validation_failed', { errors: [{ pointer: 'from', code: 'period', detail }] });

/**
 * The days that a report is asked for. Pure.
 *
 * @throws DomainError `validation_failed` where the last one is before the first, or they are more than a report may have.
 */
export function periodOf(asked: { from?: string; to?: string }, today: string): { from: string; to: string } {
  const to = asked.to ?? today;
  const from = asked.from ?? dayAfter(to, 1 - report_days_default);
  const days = daysBetween(from, to);
  if (days < 1) throw refused(`is after the last day, ${to}`);
  if (days > report_days_max) throw refused(`to ${to} are ${days} days; a report has ${report_days_max} at most`);
  return { from, to };
}

/** @returns every day from one to another, also those on which nothing was ordered. Pure. */
export function everyDay(from: string, to: string, found: readonly SalesDay[]): SalesDay[] {
  const known = new Map(found.map((row) => [row.day, row]));
  return Array.from({ length: daysBetween(from, to) }, (_, passed) => {
    const day = dayAfter(from, passed);
    return known.get(day) ?? { day, orders: 0, units: 0, revenue: 0 };
  });
}

/** @returns what the days from one to another come to. Pure. */
export function sumOf(days: readonly SalesDay[], from: string, to: string): SalesSums {
  const sums = { orders: 0, units: 0, revenue: 0 };
  for (const { day, orders, units, revenue } of days) {
    if (day < from || day > to) continue;
    sums.orders += orders;
    sums.units += units;
    sums.revenue += revenue;
  }
  return sums;
}
