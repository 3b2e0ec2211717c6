import type { StockReport } from '@orderhouse/contracts';
import { countScarce } from '../inventory/index.ts';
import type { Caller } from '../platform/caller.ts';
import { actAsHouse } from '../platform/database/act-as-house.ts';
import type { Runtime } from '../platform/runtime.ts';

/** Whose products count: those of the vendor that asks; null for the whole store. */
export const ownerOf = ({ role, actorId }: Caller): string | null => (role === 'vendor' ? actorId : null);

/** How many variants are sold out, and how many run low. */
export async function reportStock({ database }: Runtime, caller: Caller): Promise<StockReport> {
  return database.read(caller, async (connection) => {
    // The statement says whose; the policies would ask of each variant whether its product is seen.
    await actAsHouse(connection);
    return countScarce(connection, ownerOf(caller));
  });
}
