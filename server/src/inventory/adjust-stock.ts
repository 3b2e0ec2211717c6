import type { StockAdjustment } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { insertAdjustments, lockVariant, setStock } from './statements.ts';
import { type Adjustment, decideAdjustment } from './stock.ts';

/**
 * Adds units to the stock of a variant, or takes units out: a vendor of its own, an admin of any.
 *
 * @throws DomainError `not_found`, `insufficient_stock`
 */
export async function adjustStock(
  runtime: Runtime,
  caller: Caller,
  variantId: string,
  adjustment: Adjustment,
  claim: Claim | null = null,
): Promise<Once<StockAdjustment>> {
  return once(runtime.database, caller, claim, async (connection) => {
    const variant = await lockVariant(connection, variantId);
    if (!variant) throw new DomainError('not_found');
    const { stock, events } = decideAdjustment(variant, adjustment, variant.low_stock_threshold);
    const now = runtime.clock.now();
    const row: StockAdjustment = {
      id: newId(now),
      variant_id: variantId,
      delta: adjustment.delta,
      reason: adjustment.reason,
      note: adjustment.note ?? null,
      stock,
      actor_id: caller.actorId,
      created_at: now.toISOString(),
    };
    await Promise.all([
      setStock(connection, variantId, stock),
      insertAdjustments(connection, caller.storeId, [row]),
      appendEvents(connection, caller, now, events),
    ]);
    return row;
  });
}
