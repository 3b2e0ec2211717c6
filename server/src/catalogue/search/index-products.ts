import { eachStore } from '../../platform/each-store.ts';
import type { Runtime } from '../../platform/runtime.ts';
import {
  addAllProducts,
  copySpellings,
  countWords,
  listStoresWithDueProducts,
  lockIndex,
  lockWords,
  lookForEverything,
  removeDeleted,
  takeDueProducts,
  writeFindable,
} from './index-statements.ts';

const products_a_transaction = 500;

const houseOf = (storeId: string) => ({ storeId, actorId: null, role: 'house' }) as const;

/** @returns how many entries of what changed were seen to; null when another is at it. */
async function indexBatch({ database }: Pick<Runtime, 'database'>, storeId: string): Promise<number | null> {
  return database.transact(houseOf(storeId), async (connection) => {
    if (!(await lockIndex(connection, storeId))) return null;
    // A statement after the lock's: it sees what whoever held it before has written.
    const [, { entries, productIds }] = await Promise.all([
      lookForEverything(connection),
      takeDueProducts(connection, products_a_transaction),
    ]);
    if (productIds.length > 0) {
      await Promise.all([writeFindable(connection, productIds), removeDeleted(connection, productIds)]);
    }
    return entries;
  });
}

/**
 * Brings up to date what is found of the products of a store that have changed, until there are no more. Of several the
 * first does it, and nobody waits for it: a store that is filled takes minutes, and has more to do than this.
 *
 * @returns false when another is at it, which may have looked before the last changes.
 */
export async function indexProducts(parts: Pick<Runtime, 'database'>, storeId: string): Promise<boolean> {
  for (;;) {
    const entries = await indexBatch(parts, storeId);
    if (entries === null) return false;
    if (entries < products_a_transaction) return true;
  }
}

/** The same in every store in which any wait, whoever may have missed them. */
export async function indexAllStores(runtime: Pick<Runtime, 'database'>, isStopping: () => boolean): Promise<void> {
  const stores = await runtime.database.transactAsSystem(listStoresWithDueProducts);
  await eachStore(stores, isStopping, (storeId) => indexProducts(runtime, storeId));
}

/**
 * Counts the words of a store anew: what typing errors are held against, and how much is to be found of each.
 *
 * @returns false when another is at it.
 */
export async function countSearchWords({ database }: Pick<Runtime, 'database'>, storeId: string): Promise<boolean> {
  return database.transact(houseOf(storeId), async (connection) => {
    if (!(await lockWords(connection, storeId))) return false;
    await lookForEverything(connection);
    await countWords(connection);
    await copySpellings(connection);
    return true;
  });
}

/**
 * All products of a store again: its locale, and so the stems of its words, is another. Where another is at it, that one
 * goes through what is added here, and words are counted again after the change that set it to work.
 */
export async function indexStoreAgain({ database }: Pick<Runtime, 'database'>, storeId: string): Promise<void> {
  await database.transact(houseOf(storeId), addAllProducts);
  await indexProducts({ database }, storeId);
  await countSearchWords({ database }, storeId);
}
