import type { BackgroundReport } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { awaitTurnIn } from './turn.ts';
import { type Background, processOrders, pruneAll } from './work-off.ts';

// Somebody waits for the answer: about a thousand orders, and ten thousand rows of a kind.
const batches_max = 20;
const prune_batches_max = 10;

/** Does for the caller's store what the schedule does for all, and says what it did. */
export async function triggerBackground(background: Background, { storeId }: Caller): Promise<BackgroundReport> {
  const mayWork = (connection: Parameters<typeof awaitTurnIn>[0]) => awaitTurnIn(connection, storeId);
  const orders = await processOrders(background, storeId, mayWork, batches_max);
  const rows = await pruneAll(background, storeId, (batches) => batches < prune_batches_max);
  return { ...orders, ...rows, complete: orders.complete && rows.complete };
}
