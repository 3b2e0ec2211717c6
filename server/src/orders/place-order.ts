import type { Order, OrderInput } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import type { Once } from '../platform/idempotency/once.ts';
import type { PlacementQueue } from './placement-queue.ts';

/**
 * Places one order by way of its store's queue: all of it or nothing.
 *
 * @throws DomainError `insufficient_stock`, `unknown_sku`, `idempotency_key_reused`, `overloaded` and the others of the contract
 */
export async function placeOrder(
  queue: PlacementQueue,
  caller: Caller,
  input: OrderInput,
  claim: Claim | null,
): Promise<Once<Order>> {
  const { actorId, role } = caller;
  if (actorId === null || (role !== 'customer' && role !== 'admin')) throw new DomainError('forbidden');
  return queue.place(caller.storeId, { input, actorId, actorRole: role, claim });
}
