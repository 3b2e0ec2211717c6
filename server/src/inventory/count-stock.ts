import type { StockAdjustment } from '@orderhouse/contracts';
import type { Actor, NewEvent } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { refusedAdjustment } from './adjust-stock.ts';
import { insertAdjustments, lockVariants, setStocks } from './statements.ts';
import { decideAdjustment } from './stock.ts';

/** By how much a count differs from what is in stock. */
export interface StockCount {
  variant_id: string;
  delta: number;
}

/**
 * Writes counts of variants in bulk, one a variant, in the transaction of the connection.
 *
 * @returns the events that tell of them, for the caller to append.
 * @throws DomainError `insufficient_stock`
 */
export async function countStock(
  connection: Connection,
  actor: Pick<Actor, 'storeId' | 'actorId'>,
  counts: readonly StockCount[],
  now: Date,
): Promise<NewEvent[]> {
  if (counts.length === 0) return [];
  const ids = counts.map(({ variant_id }) => variant_id);
  const variants = new Map((await lockVariants(connection, actor.storeId, ids, [])).map((one) => [one.id, one]));
  const decided = counts.flatMap(({ variant_id, delta }) => {
    const variant = variants.get(variant_id);
    if (!variant) return [];
    const outcome = decideAdjustment(variant, { delta, reason: 'counted' });
    if ('code' in outcome) throw refusedAdjustment(outcome);
    const row: StockAdjustment = {
      id: newId(now),
      variant_id,
      delta,
      reason: 'counted',
      note: null,
      stock: outcome.stock,
      actor_id: actor.actorId,
      created_at: now.toISOString(),
    };
    return [{ row, events: outcome.events }];
  });
  const rows = decided.map(({ row }) => row);
  await Promise.all([
    setStocks(connection, actor.storeId, new Map(rows.map((row) => [row.variant_id, row.stock]))),
    insertAdjustments(connection, actor.storeId, rows),
  ]);
  return decided.flatMap(({ events }) => events);
}
