import type { BodyOf, orders, Payment } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Connection } from '../platform/database/database.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type LockedOrder, lockVisibleOrder } from './load-order.ts';
import { decidePayment } from './payment.ts';
import { insertPayment, setPaymentStatus } from './statements.ts';
import { canBeCancelled, decideTransition } from './transition.ts';
import { writeMovement } from './write-movement.ts';

/**
 * Settles the payment of an order. A declined order is cancelled and its stock put back, in the same transaction; one
 * that is on its way stays so, with its payment failed.
 *
 * @throws DomainError `not_found`, `forbidden`, `payment_already_settled`, `order_transition_not_allowed`
 */
export async function settlePayment(
  runtime: Runtime,
  caller: Caller,
  orderId: string,
  input: BodyOf<typeof orders.settlePayment>,
  claim: Claim | null = null,
): Promise<Once<Payment>> {
  return once(runtime.database, caller, claim, async (connection) => {
    const order = await lockVisibleOrder(connection, orderId);
    const now = runtime.clock.now();
    const payment = decidePayment(order.row, caller.role, input, newId(now), now);
    await write(connection, caller, order, payment, now);
    return payment;
  });
}

async function write(
  connection: Connection,
  caller: Caller,
  { row, movable }: LockedOrder,
  payment: Payment,
  now: Date,
): Promise<void> {
  await insertPayment(connection, caller.storeId, payment);
  await setPaymentStatus(connection, row.id, payment.status, now.toISOString());
  await appendEvents(connection, caller, now, [
    {
      type: payment.status === 'paid' ? 'payment.succeeded' : 'payment.failed',
      subject_type: 'order',
      subject_id: row.id,
      customer_id: row.customer_id,
      data: { payment_id: payment.id, provider: payment.provider, failure: payment.failure },
    },
  ]);
  if (payment.status === 'paid' || !canBeCancelled(movable)) return;
  const reason = 'payment declined';
  const movement = decideTransition(movable, { role: 'house', actorId: null }, 'cancelled', now, { reason });
  await writeMovement(connection, caller, row.id, movement, now, { cancel_reason: reason });
}
