import type { Caller } from '../../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../../platform/database/act-as-house.ts';
import type { Connection } from '../../platform/database/database.ts';
import { copyToCategories } from './statements.ts';

/** After a product changed that the caller may change: what lists sort and filter by, where it stands in categories. */
export async function copyListing(connection: Connection, caller: Caller, productId: string): Promise<void> {
  await Promise.all([
    actAsHouse(connection),
    copyToCategories(connection, [productId]),
    actAsCaller(connection, caller),
  ]);
}
