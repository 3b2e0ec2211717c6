import type { StockReport } from '@orderhouse/contracts';
import type { Connection } from '../platform/database/database.ts';
import { walksOf } from './list-stock.ts';
import { countAlongWalks, countOfVendor, readStoreThreshold, type ScarceCount } from './stock-statements.ts';

/** Rows that are gone through to count what is scarce: 5,000 took 20 ms, of which a page shows no more than “many”. */
const examined_max = 1_000;

const reported = ({ sold_out, low, examined }: ScarceCount): StockReport => ({
  sold_out,
  low,
  is_exact: examined < examined_max,
});

/**
 * How many variants are sold out, and of how many no more is left than their threshold: of one vendor, or of the whole store
 * (null). What is scarce is gone through first; where that is too much, the products of the vendor are. Where they are too many
 * as well there are at least as many as the answer says. The connection is the house's.
 */
export async function countScarce(connection: Connection, vendorId: string | null): Promise<StockReport> {
  const threshold = await readStoreThreshold(connection);
  const walked = reported(await countAlongWalks(connection, walksOf(true, threshold), vendorId, examined_max));
  if (walked.is_exact || vendorId === null) return walked;
  const ofVendor = reported(await countOfVendor(connection, threshold, vendorId, examined_max));
  return ofVendor.is_exact || ofVendor.sold_out > walked.sold_out ? ofVendor : walked;
}
