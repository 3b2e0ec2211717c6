import type { QueryOf, reports, SalesReport } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { everyDay, periodOf, sumOf } from './days.ts';
import { readDaysOfStore, readDaysOfVendor, readReportFrame } from './report-statements.ts';

/** How days are read for whoever asks: those of the store, or of the vendor itself. */
export const daysFor = ({ role }: Caller) => (role === 'vendor' ? readDaysOfVendor : readDaysOfStore);

/** Orders and revenue by day. @throws DomainError `validation_failed` for days that are too many, or in the wrong order. */
export async function reportSales(
  { database, clock }: Runtime,
  caller: Caller,
  query: QueryOf<typeof reports.sales>,
): Promise<SalesReport> {
  const now = clock.now().toISOString();
  return database.read(caller, async (connection) => {
    const { today, ...frame } = await readReportFrame(connection, now);
    const { from, to } = periodOf(query, today);
    const found = await daysFor(caller)(connection, from, to);
    return { from, to, ...frame, total: sumOf(found, from, to), data: everyDay(from, to, found) };
  });
}
