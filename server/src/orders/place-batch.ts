import type { Order } from '@orderhouse/contracts';
import { changedTags } from '../events/index.ts';
import { announceCommit } from '../platform/database/announce.ts';
import type { DomainError } from '../platform/domain-error.ts';
import type { Once } from '../platform/idempotency/once.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { decidePlacements } from './decide-placements.ts';
import type { Outcome, PlacementRequest } from './placement-scene.ts';
import {
  lockVariants,
  readAnsweredKeys,
  readBuyers,
  readSellingStore,
  writePlacements,
} from './placement-statements.ts';

export type PlacementResult = Once<Order> | DomainError;

function wantedIds(requests: readonly PlacementRequest[]): string[] {
  const named = requests.flatMap(({ input }) => input.lines.map((line) => line.variant_id));
  return [...new Set(named.filter((id) => id !== undefined))];
}

function wantedSkuKeys(requests: readonly PlacementRequest[]): string[] {
  const named = requests.flatMap(({ input }) => input.lines.map((line) => line.sku?.toLowerCase()));
  return [...new Set(named.filter((sku) => sku !== undefined))];
}

function wantedBuyers(requests: readonly PlacementRequest[]): string[] {
  return [...new Set(requests.map(({ input, actorId }) => input.customer_id ?? actorId))];
}

function resultOf(outcome: Outcome): PlacementResult {
  switch (outcome.kind) {
    case 'placed':
      return { body: outcome.placed.order, replayed: false };
    case 'repeats':
      return { body: outcome.placed.order, replayed: true };
    case 'replayed':
      return { body: JSON.parse(outcome.answer), replayed: true };
    case 'refused':
      return outcome.problem;
  }
}

/**
 * Places a batch of orders of one store in one transaction: lock, decide, write. It resolves after the commit.
 *
 * @returns a result for each request, in their order; a request that is refused is refused alone.
 */
export async function placeBatch(
  runtime: Runtime,
  storeId: string,
  requests: readonly PlacementRequest[],
): Promise<PlacementResult[]> {
  const authority = { storeId, actorId: null, role: 'house' } as const;
  const keys = requests.flatMap(({ claim }) => (claim ? [claim.key] : []));
  return runtime.database.urgent.transact(authority, async (connection) => {
    // Sent together: one round trip.
    const [variants, store, buyers, answeredKeys] = await Promise.all([
      lockVariants(connection, storeId, wantedIds(requests), wantedSkuKeys(requests)),
      readSellingStore(connection, storeId),
      readBuyers(connection, wantedBuyers(requests)),
      readAnsweredKeys(connection, keys),
    ]);
    const scene = { store, variants, buyers, answeredKeys, now: runtime.clock.now() };
    const decision = decidePlacements(scene, requests, () => newId(scene.now));
    if (decision.placed.length > 0) {
      announceCommit(connection, changedTags(storeId, decision.events));
      const firstNumber = await writePlacements(connection, storeId, decision);
      for (const [index, { order }] of decision.placed.entries()) order.number = firstNumber + index;
    }
    return decision.outcomes.map(resultOf);
  });
}
