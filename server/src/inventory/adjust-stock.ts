import type { StockAdjustment } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { insertAdjustments, lockVariants, setStocks } from './statements.ts';
import { type Adjustment, decideAdjustment, misfitsOf, type RefusedAdjustment } from './stock.ts';

/** @returns what a verb throws that adjusts one variant. */
export function refusedAdjustment({ code, field: pointer, detail, stock }: RefusedAdjustment): DomainError {
  if (code === 'stock_too_large') {
    return new DomainError('validation_failed', { errors: [{ pointer, code: 'maximum', detail }] });
  }
  const errors = [{ pointer, code, detail, stock, ...(code === 'insufficient_stock' && { available: stock }) }];
  return new DomainError(code, { errors });
}

/**
 * Adds units to the stock of a variant, takes units out, or sets it to what was counted: a vendor of its own, an admin
 * of any. A count that finds what was there is an adjustment by 0: the history says when it was counted.
 *
 * @throws DomainError `not_found`, `insufficient_stock`, `stock_changed`, `validation_failed`
 */
export async function adjustStock(
  runtime: Runtime,
  caller: Caller,
  variantId: string,
  adjustment: Adjustment,
  claim: Claim | null = null,
): Promise<Once<StockAdjustment>> {
  const errors = misfitsOf(adjustment);
  if (errors.length > 0) throw new DomainError('validation_failed', { errors });
  return once(runtime.database, caller, claim, async (connection) => {
    const [variant] = await lockVariants(connection, caller.storeId, [variantId], []);
    if (!variant) throw new DomainError('not_found');
    const decided = decideAdjustment(variant, adjustment);
    if ('code' in decided) throw refusedAdjustment(decided);
    const now = runtime.clock.now();
    const row: StockAdjustment = {
      id: newId(now),
      variant_id: variant.id,
      delta: decided.delta,
      reason: adjustment.reason,
      note: adjustment.note ?? null,
      stock: decided.stock,
      actor_id: caller.actorId,
      created_at: now.toISOString(),
    };
    await Promise.all([
      setStocks(connection, caller.storeId, new Map([[variant.id, decided.stock]])),
      insertAdjustments(connection, caller.storeId, [row]),
      appendEvents(connection, caller, now, decided.events),
    ]);
    return row;
  });
}
