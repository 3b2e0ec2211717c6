import type { BodyOf, Order, orders } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { changesNothing, changesOf } from '../platform/changes.ts';
import { actAsCaller } from '../platform/database/act-as-house.ts';
import type { Connection } from '../platform/database/database.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type LockedOrder, loadOrder, lockVisibleOrder } from './load-order.ts';
import { correctOrder as writeCorrection } from './statements.ts';

type Correction = BodyOf<typeof orders.update>;

/**
 * Corrects address, phone or notes of an order that nobody has begun to pack.
 *
 * @throws DomainError `not_found`, `precondition_failed`, `order_not_editable`
 */
export async function correctOrder(
  runtime: Runtime,
  caller: Caller,
  id: string,
  correction: Correction,
  expectedVersion: number | null = null,
): Promise<Order> {
  return runtime.database.transact(caller, async (connection) => {
    const locked = await lockVisibleOrder(connection, id);
    const { row } = locked;
    expectVersion(row.version, expectedVersion);
    if (row.status !== 'pending')
      throw new DomainError('order_not_editable', { detail: `The order is ${row.status}.` });
    if (!changesNothing(row, correction)) await write(connection, runtime.clock.now(), caller, locked, correction);
    await actAsCaller(connection, caller);
    return loadOrder(connection, id, caller.role);
  });
}

async function write(
  connection: Connection,
  now: Date,
  caller: Caller,
  { row, movable }: LockedOrder,
  correction: Correction,
): Promise<void> {
  const changes = changesOf(row, correction);
  await writeCorrection(connection, row.id, { ...row, ...correction, updated_at: now.toISOString() });
  await appendEvents(connection, caller, now, [
    {
      type: 'order.updated',
      subject_type: 'order',
      subject_id: row.id,
      customer_id: row.customer_id,
      vendor_ids: movable.parts.map((part) => part.vendor_id),
      // Whoever reads this row, the customer and the vendors, reads address, phone and notes in the order too.
      data: { fields: Object.keys(changes.after), ...changes },
    },
  ]);
}
