import type { AdjustmentResults, BodyOf, stock } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { decideAdjustments, refuseMisfits } from './decide-adjustments.ts';
import { insertAdjustments, lockVariants, setStocks } from './statements.ts';

type Body = BodyOf<typeof stock.adjust>;

const given = (names: readonly (string | undefined)[]) => [...new Set(names.filter((name) => name !== undefined))];

/**
 * Adjusts the stock of many variants at once: a vendor of its own, an admin of any. Their rows are locked in the order
 * of the hot path, so that it never waits in a circle with orders that are being placed.
 *
 * @throws DomainError `validation_failed`; where none is made, or with `atomic` one is not, `not_found`, `stock_changed`
 *   or `insufficient_stock`
 */
export async function adjustStockInBulk(
  runtime: Runtime,
  caller: Caller,
  { adjustments, atomic = false }: Body,
  claim: Claim | null = null,
): Promise<Once<AdjustmentResults>> {
  refuseMisfits(adjustments);
  const ids = given(adjustments.map(({ variant_id }) => variant_id));
  const skuKeys = given(adjustments.map(({ sku }) => sku?.toLowerCase()));
  return once(runtime.database, caller, claim, async (connection) => {
    const variants = await lockVariants(connection, caller.storeId, ids, skuKeys);
    const now = runtime.clock.now();
    const { answer, rows, stocks, events } = decideAdjustments(
      variants,
      adjustments,
      atomic,
      (variant, input, ...to) => ({
        id: newId(now),
        variant_id: variant.id,
        delta: to[0],
        reason: input.reason,
        note: input.note ?? null,
        stock: to[1],
        actor_id: caller.actorId,
        created_at: now.toISOString(),
      }),
    );
    await Promise.all([
      setStocks(connection, caller.storeId, stocks),
      insertAdjustments(connection, caller.storeId, rows),
      appendEvents(connection, caller, now, events),
    ]);
    return answer;
  });
}
