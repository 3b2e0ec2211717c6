import { sql } from 'kysely';
import type { Connection } from '../../platform/database/database.ts';
import type { OrderDraft } from './draft.ts';

/** An order that may be one of the file. */
export interface KnownOrder {
  number: number;
  external_reference: string | null;
  placed_at: string;
  total: number;
}

/** Orders with these references of wherever they came from, or with these numbers of our own. */
export async function readKnownOrders(
  connection: Connection,
  references: readonly string[],
  numbers: readonly number[],
): Promise<KnownOrder[]> {
  const { rows } = await sql<KnownOrder>`
    SELECT number, external_reference, placed_at, total FROM orders
     WHERE import_source = ANY(${['file', 'online-retail']}::text[]) AND external_reference = ANY(${references}::text[])
     UNION ALL
    SELECT number, NULL, placed_at, total FROM orders WHERE number = ANY(${numbers}::bigint[])`.execute(connection);
  return rows;
}

export interface SoldVariant {
  id: string;
  sku_key: string;
  name: string;
  vendor_id: string;
}

/** The variants that have these SKUs now, and whose they are. */
export async function readSoldVariants(connection: Connection, skuKeys: readonly string[]): Promise<SoldVariant[]> {
  const { rows } = await sql<SoldVariant>`
    SELECT v.id, v.sku_key, p.name, p.vendor_id FROM variants v
      JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
     WHERE v.sku_key = ANY(${skuKeys}::text[]) AND v.deleted_at IS NULL`.execute(connection);
  return rows;
}

export interface HistoricLine {
  order_id: string;
  line_no: number;
  variant_id: string;
  vendor_id: string;
  sku: string;
  name: string;
  unit_price: number;
  quantity: number;
  carrier: string | null;
  tracking_number: string | null;
}

export interface HistoricOrder extends Omit<OrderDraft, 'lines' | 'line_number'> {
  id: string;
  lines: readonly HistoricLine[];
}

interface HistoricBatch {
  storeId: string;
  actorId: string | null;
  actor_role: string;
  currency: string;
  now: string;
  orders: readonly HistoricOrder[];
}

/** Writes historic orders with their lines, fulfillments and events as one statement; their stock is untouched. */
export async function writeHistoricOrders(connection: Connection, batch: HistoricBatch): Promise<void> {
  const { storeId, orders, now } = batch;
  const lines = orders.flatMap((order) => order.lines);
  await sql`
    WITH batch AS MATERIALIZED (
      SELECT * FROM unnest(
        ${orders.map((order) => order.id)}::uuid[], ${orders.map((order) => order.reference)}::text[],
        ${orders.map((order) => order.customer_name)}::text[], ${orders.map((order) => order.customer_email)}::text[],
        ${orders.map((order) => order.customer_reference)}::text[], ${orders.map((order) => order.phone)}::text[],
        ${orders.map((order) => JSON.stringify(order.shipping_address))}::jsonb[],
        ${orders.map((order) => order.status)}::text[], ${orders.map((order) => order.payment_status)}::text[],
        ${orders.map((order) => order.total)}::bigint[], ${orders.map((order) => order.notes)}::text[],
        ${orders.map((order) => order.placed_at)}::timestamptz[], ${orders.map((order) => order.cancelled_at)}::timestamptz[])
        WITH ORDINALITY AS o (id, reference, customer_name, customer_email, customer_reference, phone, shipping_address,
                              status, payment_status, total, notes, placed_at, cancelled_at, ordinal)
    ), counter AS (
      UPDATE order_counters SET last_number = last_number + ${orders.length}
       WHERE store_id = ${storeId} RETURNING last_number - ${orders.length} AS before_first
    ), new_orders AS (
      INSERT INTO orders (store_id, id, number, customer_name, customer_email, customer_reference, phone, shipping_address,
                          status, payment_status, currency, total, notes, import_source, external_reference, placed_at,
                          cancellable_until, cancelled_at, updated_at)
      SELECT ${storeId}::uuid, b.id, counter.before_first + b.ordinal, b.customer_name, b.customer_email,
             b.customer_reference, b.phone, b.shipping_address, b.status, b.payment_status, ${batch.currency}, b.total,
             b.notes, 'file', b.reference, b.placed_at, b.placed_at, b.cancelled_at, ${now}::timestamptz
        FROM batch b, counter
    ), lines AS MATERIALIZED (
      SELECT * FROM unnest(
        ${lines.map((line) => line.order_id)}::uuid[], ${lines.map((line) => line.line_no)}::int[],
        ${lines.map((line) => line.variant_id)}::uuid[], ${lines.map((line) => line.vendor_id)}::uuid[],
        ${lines.map((line) => line.sku)}::text[], ${lines.map((line) => line.name)}::text[],
        ${lines.map((line) => line.unit_price)}::bigint[], ${lines.map((line) => line.quantity)}::int[],
        ${lines.map((line) => line.carrier)}::text[], ${lines.map((line) => line.tracking_number)}::text[])
        AS l (order_id, line_no, variant_id, vendor_id, sku, name, unit_price, quantity, carrier, tracking_number)
    ), new_lines AS (
      INSERT INTO order_lines (store_id, order_id, line_no, variant_id, vendor_id, sku, name, unit_price, quantity, line_total)
      SELECT ${storeId}::uuid, order_id, line_no, variant_id, vendor_id, sku, name, unit_price, quantity, unit_price * quantity
        FROM lines
    ), parts AS MATERIALIZED (
      SELECT order_id, vendor_id, min(carrier) AS carrier, min(tracking_number) AS tracking_number
        FROM lines GROUP BY order_id, vendor_id
    ), new_fulfillments AS (
      INSERT INTO fulfillments (store_id, order_id, vendor_id, status, carrier, tracking_number)
      SELECT ${storeId}::uuid, p.order_id, p.vendor_id, b.status, p.carrier, p.tracking_number
        FROM parts p JOIN batch b ON b.id = p.order_id
    )
    INSERT INTO events (store_id, type, subject_type, subject_id, vendor_ids, actor_id, actor_role, data, occurred_at)
    SELECT ${storeId}::uuid, 'order.imported', 'order', b.id, (SELECT array_agg(vendor_id) FROM parts WHERE order_id = b.id),
           ${batch.actorId}::uuid, ${batch.actor_role},
           jsonb_build_object('to', b.status, 'source', 'file', 'external_reference', b.reference), ${now}::timestamptz
      FROM batch b`.execute(connection);
}
