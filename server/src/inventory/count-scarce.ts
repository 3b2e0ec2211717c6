import type { StockReport } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { ownedByVendor, walksOf } from './list-stock.ts';
import { countAlongWalks, readStoreThreshold, type ScarceCount } from './stock-statements.ts';

/** So many scarce variants are counted, of each walk: 5,000 took 20 ms, of which a page shows no more than “many”. */
const examined_max = 1_000;

const reported = ({ sold_out, low, examined }: ScarceCount): StockReport => ({
  sold_out,
  low,
  is_exact: examined < examined_max,
});

/**
 * How many variants are sold out, and of how many no more is left than their threshold: of one vendor, or of the whole store
 * (null). Where more is scarce than is counted, there is at least so much. The connection is the house's.
 */
export async function countScarce(connection: Connection, vendorId: string | null): Promise<StockReport> {
  const threshold = await readStoreThreshold(connection);
  const walks = walksOf(true, threshold);
  const asked = vendorId === null ? walks : walks.map((walk) => sql`${ownedByVendor(vendorId)} AND ${walk}`);
  return reported(await countAlongWalks(connection, asked, examined_max));
}
