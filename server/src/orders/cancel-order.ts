import type { Order } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { actAsCaller } from '../platform/database/act-as-house.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import type { Runtime } from '../platform/runtime.ts';
import { loadOrder, lockVisibleOrder } from './load-order.ts';
import { asMover } from './mover.ts';
import { decideTransition } from './transition.ts';
import { writeMovement } from './write-movement.ts';

/**
 * Cancels an order and puts its stock back: its customer within the store's window, an admin until it is shipped.
 *
 * @throws DomainError `not_found`, `order_transition_not_allowed`, `cancel_window_closed`
 */
export async function cancelOrder(
  runtime: Runtime,
  caller: Caller,
  id: string,
  input: { reason?: string },
  claim: Claim | null = null,
): Promise<Once<Order>> {
  return once(runtime.database, caller, claim, async (connection) => {
    const { movable } = await lockVisibleOrder(connection, id);
    const now = runtime.clock.now();
    const movement = decideTransition(movable, asMover(caller), 'cancelled', now, input);
    await writeMovement(connection, caller, id, movement, now, { cancel_reason: input.reason });
    await actAsCaller(connection, caller);
    return loadOrder(connection, id, caller.role);
  });
}
