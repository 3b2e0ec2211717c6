import type { BodyOf, Order, orders } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import { actAsCaller } from '../platform/database/act-as-house.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { loadOrder, lockVisibleOrder } from './load-order.ts';
import { correctOrder as writeCorrection } from './statements.ts';

/**
 * Corrects address, phone or notes of an order that nobody has begun to pack.
 *
 * @throws DomainError `not_found`, `precondition_failed`, `order_not_editable`
 */
export async function correctOrder(
  runtime: Runtime,
  caller: Caller,
  id: string,
  correction: BodyOf<typeof orders.update>,
  expectedVersion: number | null = null,
): Promise<Order> {
  return runtime.database.transact(caller, async (connection) => {
    const { row, movable } = await lockVisibleOrder(connection, id);
    expectVersion(row.version, expectedVersion);
    if (row.status !== 'pending')
      throw new DomainError('order_not_editable', { detail: `The order is ${row.status}.` });
    const now = runtime.clock.now();
    await writeCorrection(connection, id, { ...row, ...correction, updated_at: now.toISOString() });
    await appendEvents(connection, caller, now, [
      {
        type: 'order.updated',
        subject_type: 'order',
        subject_id: id,
        customer_id: row.customer_id,
        vendor_ids: movable.parts.map((part) => part.vendor_id),
        data: { fields: Object.keys(correction) },
      },
    ]);
    await actAsCaller(connection, caller);
    return loadOrder(connection, id, caller.role);
  });
}
