import type { BodyOf, Order, orders } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { actAsCaller } from '../platform/database/act-as-house.ts';
import { expectVersion } from '../platform/expect-version.ts';
import type { Runtime } from '../platform/runtime.ts';
import { loadOrder, lockVisibleOrder } from './load-order.ts';
import { asMover } from './mover.ts';
import { decideTransition } from './transition.ts';
import { writeMovement } from './write-movement.ts';

/**
 * Carries an order on: a vendor its own fulfillment, an admin all of them.
 *
 * @throws DomainError `not_found`, `precondition_failed`, `order_transition_not_allowed`
 */
export async function changeOrderStatus(
  runtime: Runtime,
  caller: Caller,
  id: string,
  change: BodyOf<typeof orders.updateStatus>,
  expectedVersion: number | null = null,
): Promise<Order> {
  return runtime.database.transact(caller, async (connection) => {
    const { row, movable } = await lockVisibleOrder(connection, id);
    expectVersion(row.version, expectedVersion);
    const now = runtime.clock.now();
    const { status, ...told } = change;
    const movement = decideTransition(movable, asMover(caller), status, now, told);
    await writeMovement(connection, caller, id, movement, now, { ...told, cancel_reason: change.note });
    await actAsCaller(connection, caller);
    return loadOrder(connection, id, caller.role);
  });
}
