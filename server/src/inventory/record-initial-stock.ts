import type { Caller } from '../platform/caller.ts';
import type { Connection } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { insertAdjustments } from './statements.ts';

/** The stock that new variants start with is an adjustment too: stock = Σ adjustments − Σ ordered, always. */
export async function recordInitialStock(
  connection: Connection,
  caller: Caller,
  variants: readonly { id: string; stock: number }[],
  now: Date,
): Promise<void> {
  const stocked = variants.filter((variant) => variant.stock > 0);
  if (stocked.length === 0) return;
  const rows = stocked.map(({ id, stock }) => ({
    id: newId(now),
    variant_id: id,
    delta: stock,
    reason: 'initial' as const,
    note: null,
    stock,
    actor_id: caller.actorId,
    created_at: now.toISOString(),
  }));
  await insertAdjustments(connection, caller.storeId, rows);
}
