import type { Asker, Order } from '@orderhouse/contracts';
import { actAsHouse } from '../platform/database/act-as-house.ts';
import type { Connection } from '../platform/database/database.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type OrderRow, presentOrder } from './order.ts';
import { lockOrder, readFulfillments, readLines, readOrder } from './statements.ts';
import type { MovableOrder } from './transition.ts';

/** The orders with the lines and fulfillments that the connection's policies show, in the order given. */
export async function withLinesAndFulfillments(
  connection: Connection,
  rows: readonly OrderRow[],
  role: Asker,
): Promise<Order[]> {
  const ids = rows.map((row) => row.id);
  const [lines, fulfillments] = await Promise.all([readLines(connection, ids), readFulfillments(connection, ids)]);
  const linesOf = Map.groupBy(lines, (line) => line.order_id);
  const fulfillmentsOf = Map.groupBy(fulfillments, (fulfillment) => fulfillment.order_id);
  return rows.map((row) =>
    presentOrder(row, withoutOrderId(linesOf.get(row.id)), withoutOrderId(fulfillmentsOf.get(row.id)), role),
  );
}

function withoutOrderId<T extends { order_id: string }>(rows: readonly T[] = []): Omit<T, 'order_id'>[] {
  return rows.map(({ order_id: _, ...row }) => row);
}

/** @throws DomainError `not_found` when the connection's policies do not show the order. */
export async function loadOrder(connection: Connection, id: string, role: Asker): Promise<Order> {
  const row = await readOrder(connection, id);
  if (!row) throw new DomainError('not_found');
  const [order] = await withLinesAndFulfillments(connection, [row], role);
  if (!order) throw new DomainError('not_found');
  return order;
}

export interface LockedOrder {
  row: OrderRow;
  movable: MovableOrder;
}

/**
 * Checks under the caller's own policies that the order is theirs to see, then acts as the house and locks it.
 *
 * @throws DomainError `not_found`
 */
export async function lockVisibleOrder(connection: Connection, id: string): Promise<LockedOrder> {
  if (!(await readOrder(connection, id))) throw new DomainError('not_found');
  const [, row, parts] = await Promise.all([
    actAsHouse(connection),
    lockOrder(connection, id),
    readFulfillments(connection, [id]),
  ]);
  if (!row) throw new DomainError('not_found');
  return { row, movable: { ...row, parts } };
}
