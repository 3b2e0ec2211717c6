import type { BestSellersReport, QueryOf, reports } from '@orderhouse/contracts';
import { readProductNames } from '../catalogue/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readBestByRevenue, readBestByUnits, readReportFrame } from './report-statements.ts';

/** What sold best in a calendar month, with the names that the products have now. */
export async function reportBestSellers(
  { database, clock }: Runtime,
  caller: Caller,
  { month: asked, sort = '-revenue', limit = 10 }: QueryOf<typeof reports.bestSellers>,
): Promise<BestSellersReport> {
  const now = clock.now().toISOString();
  const readBest = sort === '-units' ? readBestByUnits : readBestByRevenue;
  return database.read(caller, async (connection) => {
    const { today, ...frame } = await readReportFrame(connection, now);
    const month = asked ?? today.slice(0, 7);
    const best = await readBest(connection, `${month}-01`, limit);
    const names = await readProductNames(
      connection,
      best.map(({ product_id }) => product_id),
    );
    const data = best.map((one) => ({ ...one, product_name: names.get(one.product_id) ?? null }));
    return { month, ...frame, data };
  });
}
