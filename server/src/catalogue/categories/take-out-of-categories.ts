import type { Caller } from '../../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../../platform/database/act-as-house.ts';
import type { Connection } from '../../platform/database/database.ts';
import { countProducts, removeFromCategories } from './statements.ts';

/** Takes a product that goes out of all its categories. Under the lock of the tree. */
export async function takeOutOfCategories(connection: Connection, caller: Caller, productId: string): Promise<void> {
  await Promise.all([
    actAsHouse(connection),
    countProducts(connection, [productId], -1),
    removeFromCategories(connection, productId, []),
    actAsCaller(connection, caller),
  ]);
}
