import type { Caller } from '../../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../../platform/database/act-as-house.ts';
import type { Connection } from '../../platform/database/database.ts';
import { addToCategories, copyToCategories, countProducts, removeFromCategories } from './statements.ts';

/**
 * Brings the categories of a product that the caller may change up to date with its row: into exactly these, with its
 * status, name and price, and counted. Under the lock of the tree, and with the categories known to be there.
 *
 * @param work changes the row, as the caller; nothing unless it is given.
 */
export async function putIntoCategories(
  connection: Connection,
  caller: Caller,
  productId: string,
  categoryIds: readonly string[],
  work?: () => Promise<void>,
): Promise<void> {
  await actAsHouse(connection);
  await countProducts(connection, [productId], -1);
  await actAsCaller(connection, caller);
  await work?.();
  await Promise.all([
    actAsHouse(connection),
    removeFromCategories(connection, productId, categoryIds),
    copyToCategories(connection, [productId]),
    addToCategories(connection, productId, categoryIds),
    countProducts(connection, [productId], 1),
    actAsCaller(connection, caller),
  ]);
}
