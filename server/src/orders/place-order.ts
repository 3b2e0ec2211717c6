import type { Order, OrderInput } from '@orderhouse/contracts';
import { DomainError } from '../platform/domain-error.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import type { Once } from '../platform/idempotency/once.ts';
import type { PlacementLine } from './placement-line.ts';

/**
 * Places one order by way of its store's waiting line: all of it or nothing.
 *
 * @throws DomainError `insufficient_stock`, `unknown_sku`, `idempotency_key_reused`, `overloaded` and the others of the contract
 */
export async function placeOrder(
  line: PlacementLine,
  caller: Caller,
  input: OrderInput,
  claim: Claim | null,
): Promise<Once<Order>> {
  const { actorId, role } = caller;
  if (actorId === null || (role !== 'customer' && role !== 'admin')) throw new DomainError('forbidden');
  return line.place(caller.storeId, { input, actorId, actorRole: role, claim });
}
