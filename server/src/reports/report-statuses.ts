import { orderStatuses, type StatusCount, type StatusReport } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readReportFrame, readStatusesOfStore, readStatusesOfVendor, type StatusSum } from './report-statements.ts';

/** How states are read for whoever asks: those of the store's orders, or of the vendor's parts. */
export const statusesFor = ({ role }: Caller) => (role === 'vendor' ? readStatusesOfVendor : readStatusesOfStore);

/** @returns one for each state. What a moment shows below nothing is nothing. Pure. */
export function everyStatus(found: readonly StatusSum[]): StatusCount[] {
  return orderStatuses.map((status) => {
    const { orders = 0, total = 0 } = found.find((one) => one.status === status) ?? {};
    return { status, orders: Math.max(0, orders), total: Math.max(0, total) };
  });
}

/** How many orders are in which state now. */
export async function reportStatuses({ database, clock }: Runtime, caller: Caller): Promise<StatusReport> {
  const now = clock.now().toISOString();
  return database.read(caller, async (connection) => {
    const [{ today: _, ...frame }, found] = await Promise.all([
      readReportFrame(connection, now),
      statusesFor(caller)(connection),
    ]);
    return { ...frame, data: everyStatus(found) };
  });
}
