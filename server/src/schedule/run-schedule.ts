import { findStoresWithDueOrders } from '../orders/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { takeTurnIn } from './turn.ts';
import { type Background, processOrders } from './work-off.ts';

const batches_max = 1_000;

/**
 * One look at all stores: orders that are due are carried on. Several processes may look at once; a store is worked on
 * by one of them. What fails in one store is logged, and the others come all the same.
 *
 * @param isStopping asked between batches.
 */
export async function runSchedule(background: Background, isStopping: () => boolean): Promise<void> {
  const { runtime, log } = background;
  for (const storeId of await findStoresWithDueOrders(runtime)) {
    if (isStopping()) return;
    const mayWork = async (connection: Connection) => !isStopping() && takeTurnIn(connection, 'orders', storeId);
    await processOrders(background, storeId, mayWork, batches_max).catch((error) =>
      log.error({ err: error, store_id: storeId }, 'the schedule failed in a store'),
    );
  }
}
