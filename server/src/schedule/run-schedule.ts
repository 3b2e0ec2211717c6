import { findStoresWithDueOrders } from '../orders/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { listStores } from '../stores/index.ts';
import { takeTurnIn } from './turn.ts';
import { type Background, processOrders, pruneAll } from './work-off.ts';

const batches_max = 1_000;
const prune_batches_max = 100;

/**
 * One look at all stores: what is due is carried on, what is old is deleted. Several processes may look at once; a store
 * is worked on by one of them. What fails in one store is logged, and the others come all the same.
 *
 * @param isStopping asked between batches.
 */
export async function runSchedule(background: Background, isStopping: () => boolean): Promise<void> {
  const { runtime, log } = background;
  const each = async (storeIds: readonly string[], work: (storeId: string) => Promise<unknown>) => {
    for (const storeId of storeIds) {
      if (isStopping()) return;
      await work(storeId).catch((error) =>
        log.error({ err: error, store_id: storeId }, 'the schedule failed in a store'),
      );
    }
  };
  await each(await findStoresWithDueOrders(runtime), (storeId) => {
    const mayWork = async (connection: Connection) => !isStopping() && takeTurnIn(connection, storeId);
    return processOrders(background, storeId, mayWork, batches_max);
  });
  const stores = await listStores(runtime);
  await each(
    stores.map(({ id }) => id),
    (storeId) => pruneAll(background, storeId, (batches) => batches < prune_batches_max && !isStopping()),
  );
}
