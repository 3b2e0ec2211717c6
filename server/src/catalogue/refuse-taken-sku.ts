import type { Caller } from '../platform/caller.ts';
import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import type { Runtime } from '../platform/runtime.ts';
import { skuTaken } from './product.ts';
import { readTakenSkuKeys } from './statements.ts';

/**
 * Runs `work`; when the database says that a SKU is another variant's, tells so at its field. Under row-level policies
 * PostgreSQL does not say which SKU it was, so that is looked up.
 *
 * @param pointerOf the field of each SKU, by its place in `skus`.
 * @throws DomainError `sku_taken`
 */
export async function refuseTakenSku<T>(
  { database }: Runtime,
  { storeId }: Caller,
  skus: readonly string[],
  pointerOf: (index: number) => string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (violatedConstraint(error) !== 'variants_sku') throw error;
    const keys = skus.map((sku) => sku.toLowerCase());
    const house = { storeId, actorId: null, role: 'house' } as const;
    const taken = await database.transact(house, (connection) => readTakenSkuKeys(connection, keys));
    // None is found when it was given up meanwhile. Nothing was written all the same, so one must be named: the first.
    const index = Math.max(
      0,
      keys.findIndex((key) => taken.includes(key)),
    );
    throw skuTaken(skus[index] ?? '', pointerOf(index));
  }
}
