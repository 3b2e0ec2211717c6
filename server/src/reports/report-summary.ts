import type { StoreSummary } from '@orderhouse/contracts';
import { countActiveProducts } from '../catalogue/index.ts';
import { countScarce } from '../inventory/index.ts';
import type { Caller } from '../platform/caller.ts';
import { actAsHouse } from '../platform/database/act-as-house.ts';
import type { Runtime } from '../platform/runtime.ts';
import { dayAfter, sumOf } from './days.ts';
import { daysFor } from './report-sales.ts';
import { readReportFrame } from './report-statements.ts';
import { everyStatus, statusesFor } from './report-statuses.ts';
import { ownerOf } from './report-stock.ts';

/** Enough for any page that shows a number; an index of more is not gone through. */
const products_counted_max = 10_000;

/** The store at a glance, all of one moment. */
export async function reportSummary({ database, clock }: Runtime, caller: Caller): Promise<StoreSummary> {
  const now = clock.now().toISOString();
  return database.read(caller, async (connection) => {
    const { today, ...frame } = await readReportFrame(connection, now);
    const before = (days: number) => dayAfter(today, -days);
    const [days, statuses] = await Promise.all([
      daysFor(caller)(connection, before(13), today),
      statusesFor(caller)(connection),
    ]);
    // As in the report of the stock.
    await actAsHouse(connection);
    const [active, stock] = await Promise.all([
      countActiveProducts(connection, ownerOf(caller), products_counted_max),
      countScarce(connection, ownerOf(caller)),
    ]);
    return {
      ...frame,
      today: sumOf(days, today, today),
      yesterday: sumOf(days, before(1), before(1)),
      last_7_days: sumOf(days, before(6), today),
      previous_7_days: sumOf(days, before(13), before(7)),
      by_status: everyStatus(statuses),
      products: { active: Math.min(active, products_counted_max), is_exact: active <= products_counted_max },
      stock,
    };
  });
}
