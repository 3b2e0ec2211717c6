import type { Fulfillment, OrderLine, OrderStatus, Payment } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import { varies } from '../platform/database/statement-names.ts';
import type { OrderRow } from './order.ts';

const orderColumns = sql.raw(`o.id, o.number, o.customer_id, o.customer_name, o.customer_email, o.customer_reference,
  o.phone, o.shipping_address, o.status, o.payment_status, o.payment_provider, o.currency, o.total, o.notes,
  o.import_source, o.external_reference, o.placed_at, o.cancellable_until, o.cancelled_at, o.cancel_reason,
  o.version, o.updated_at`);

/** The order, if the connection's policies show it. */
export async function readOrder(connection: Connection, id: string): Promise<OrderRow | undefined> {
  const { rows } = await sql<OrderRow>`SELECT ${orderColumns} FROM orders o WHERE o.id = ${id}`.execute(connection);
  return rows[0];
}

/** The order, locked until the transaction ends. Only the house may lock. */
export async function lockOrder(connection: Connection, id: string): Promise<OrderRow | undefined> {
  const { rows } =
    await sql<OrderRow>`SELECT ${orderColumns} FROM orders o WHERE o.id = ${id} FOR NO KEY UPDATE`.execute(connection);
  return rows[0];
}

export type OrderFilter = RawBuilder<unknown>;

export async function listOrders(
  connection: Connection,
  filter: OrderFilter,
  sort: Sort,
  request: ListRequest,
): Promise<(OrderRow & { line_count: number })[]> {
  const { rows } = await sql<OrderRow & { line_count: number }>`${varies}
    SELECT ${orderColumns},
           (SELECT count(*) FROM order_lines l WHERE l.store_id = o.store_id AND l.order_id = o.id) AS line_count
      FROM orders o
     WHERE ${filter} AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countOrders(connection: Connection, filter: OrderFilter): Promise<number> {
  const { rows } = await sql<{
    total: number;
  }>`${varies} SELECT count(*) AS total FROM orders o WHERE ${filter}`.execute(connection);
  return rows[0]?.total ?? 0;
}

export async function readLines(
  connection: Connection,
  orderIds: readonly string[],
): Promise<(OrderLine & { order_id: string })[]> {
  const { rows } = await sql<OrderLine & { order_id: string }>`
    SELECT order_id, line_no, variant_id, vendor_id, sku, name, unit_price, quantity, line_total
      FROM order_lines WHERE order_id = ANY(${orderIds}::uuid[]) ORDER BY order_id, line_no`.execute(connection);
  return rows;
}

export async function readFulfillments(
  connection: Connection,
  orderIds: readonly string[],
): Promise<(Fulfillment & { order_id: string })[]> {
  const { rows } = await sql<Fulfillment & { order_id: string }>`
    SELECT order_id, vendor_id, status, carrier, tracking_number, shipped_at, delivered_at
      FROM fulfillments WHERE order_id = ANY(${orderIds}::uuid[]) ORDER BY order_id, vendor_id`.execute(connection);
  return rows;
}

export async function updateOrderStatus(
  connection: Connection,
  id: string,
  change: { status: OrderStatus; cancelled_at: string | null; cancel_reason: string | null; updated_at: string },
): Promise<void> {
  await sql`
    UPDATE orders SET status = ${change.status}, cancelled_at = ${change.cancelled_at}, cancel_reason = ${change.cancel_reason},
           updated_at = ${change.updated_at}, version = version + 1
     WHERE id = ${id}`.execute(connection);
}

/** Counts up the version of an order whose parts moved while it stayed where it is. */
export async function touchOrder(connection: Connection, id: string, updatedAt: string): Promise<void> {
  await sql`UPDATE orders SET updated_at = ${updatedAt}, version = version + 1 WHERE id = ${id}`.execute(connection);
}

export async function moveFulfillments(
  connection: Connection,
  orderId: string,
  vendorIds: readonly string[],
  change: { status: OrderStatus; at: string; carrier: string | null; tracking_number: string | null },
): Promise<void> {
  await sql`
    UPDATE fulfillments
       SET status = ${change.status},
           carrier = coalesce(${change.carrier}::text, carrier),
           tracking_number = coalesce(${change.tracking_number}::text, tracking_number),
           shipped_at = CASE WHEN ${change.status} = 'shipped' THEN ${change.at}::timestamptz ELSE shipped_at END,
           delivered_at = CASE WHEN ${change.status} = 'delivered' THEN ${change.at}::timestamptz ELSE delivered_at END
     WHERE order_id = ${orderId} AND vendor_id = ANY(${vendorIds}::uuid[])`.execute(connection);
}

/** Puts the units of an order back, variants locked in the order of the hot path. @returns what each holds now. */
export async function putStockBack(connection: Connection, orderId: string) {
  const { rows } = await sql<{ id: string; stock: number; quantity: number; vendor_id: string }>`
    WITH back AS (
      SELECT variant_id, vendor_id, sum(quantity)::int AS quantity
        FROM order_lines WHERE order_id = ${orderId} GROUP BY variant_id, vendor_id
    ), locked AS (
      SELECT store_id, id FROM variants WHERE id IN (SELECT variant_id FROM back) ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE variants v SET stock = v.stock + back.quantity
      FROM locked JOIN back ON back.variant_id = locked.id
     WHERE v.store_id = locked.store_id AND v.id = locked.id
    RETURNING v.id, v.stock, back.quantity, back.vendor_id`.execute(connection);
  return rows;
}

export interface OrderCorrection {
  shipping_address: OrderRow['shipping_address'];
  phone: string | null;
  notes: string | null;
  updated_at: string;
}

export async function correctOrder(connection: Connection, id: string, correction: OrderCorrection): Promise<void> {
  await sql`
    UPDATE orders SET shipping_address = ${JSON.stringify(correction.shipping_address)}::jsonb, phone = ${correction.phone},
           notes = ${correction.notes}, updated_at = ${correction.updated_at}, version = version + 1
     WHERE id = ${id}`.execute(connection);
}

export async function setPaymentStatus(
  connection: Connection,
  id: string,
  status: 'paid' | 'failed',
  updatedAt: string,
): Promise<void> {
  await sql`
    UPDATE orders SET payment_status = ${status}, updated_at = ${updatedAt}, version = version + 1
     WHERE id = ${id}`.execute(connection);
}

export async function insertPayment(connection: Connection, storeId: string, payment: Payment): Promise<void> {
  await connection
    .insertInto('payments')
    .values({ store_id: storeId, ...payment })
    .execute();
}

export async function listPayments(connection: Connection, orderId: string): Promise<Payment[]> {
  const { rows } = await sql<Payment>`
    SELECT id, order_id, provider, amount, currency, status, reference, failure, created_at
      FROM payments WHERE order_id = ${orderId} ORDER BY created_at, id`.execute(connection);
  return rows;
}
