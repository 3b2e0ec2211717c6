import type { BackgroundReport } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import type { Connection } from '../platform/database/database.ts';
import { awaitTurnIn, type Work } from './turn.ts';
import { type Background, processOrders, pruneAll } from './work-off.ts';

// Somebody waits for the answer: about a thousand orders, and ten thousand rows of a kind.
const batches_max = 20;
const prune_batches_max = 10;

/** Does for the caller's store what the schedule does for all, and says what it did. */
export async function triggerBackground(background: Background, { storeId }: Caller): Promise<BackgroundReport> {
  const turnTo = (work: Work) => (connection: Connection) => awaitTurnIn(connection, work, storeId);
  const orders = await processOrders(background, storeId, turnTo('orders'), batches_max);
  const rows = await pruneAll(background, storeId, {
    mayWork: turnTo('prune'),
    goesOn: (batches) => batches < prune_batches_max,
  });
  return { ...orders, ...rows, complete: orders.complete && rows.complete };
}
