import type { BackgroundReport } from '@orderhouse/contracts';
import { beforeDueOrders, processDueOrders } from '../orders/index.ts';
import type { Connection } from '../platform/database/database.ts';
import type { Log } from '../platform/log.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type Prune, type PruneLimits, pruneRows } from './prune.ts';

export interface Background {
  runtime: Runtime;
  prunes: readonly Prune[];
  log: Pick<Log, 'error'>;
}

const orders_max = 50;

/**
 * Carries the due orders of a store on to processing, in batches.
 *
 * @param mayWork asked for each batch; false ends the run.
 * @param batches_max the rest is left to the next run.
 */
export async function processOrders(
  { runtime, log }: Background,
  storeId: string,
  mayWork: (connection: Connection) => Promise<boolean>,
  batches_max: number,
): Promise<Pick<BackgroundReport, 'processed_orders' | 'failed_orders' | 'complete'>> {
  let after = beforeDueOrders;
  const done = { processed_orders: 0, failed_orders: 0 };
  for (let batch = 0; batch < batches_max; batch += 1) {
    const { processed, failed, next } = await processDueOrders(
      runtime,
      storeId,
      { after, limit: orders_max, mayWork },
      log,
    );
    done.processed_orders += processed;
    done.failed_orders += failed;
    if (next === null) return { ...done, complete: true };
    after = next;
  }
  return { ...done, complete: false };
}

/** Deletes of a store what is older than it is kept. @returns how many rows of each kind. */
export async function pruneAll(
  { runtime, prunes }: Background,
  storeId: string,
  limits: PruneLimits,
): Promise<Pick<BackgroundReport, 'pruned' | 'complete'>> {
  const pruned: Record<string, number> = {};
  let complete = true;
  for (const prune of prunes) {
    const result = await pruneRows(runtime, storeId, prune, limits);
    pruned[prune.name] = result.rows;
    complete &&= result.complete;
  }
  return { pruned, complete };
}
