import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import type { ImportSource } from './import-source.ts';

/** An order of the file, as its rows have it together. */
export interface StagedOrder {
  external_reference: string;
  already_there: boolean;
  placed_at: string;
  customer_reference: string | null;
  country: string | null;
  lines: number;
  total: number;
}

/** The next orders of the file by their reference. What is said of the customer is that of the first row. */
export async function readStagedOrders(
  connection: Connection,
  importId: string,
  source: ImportSource,
  after: string,
  limit: number,
): Promise<StagedOrder[]> {
  const { rows } = await sql<StagedOrder>`
    WITH wanted AS (
      SELECT external_reference FROM import_rows
       WHERE import_id = ${importId} AND external_reference > ${after}
       GROUP BY external_reference ORDER BY external_reference LIMIT ${limit}
    )
    SELECT r.external_reference, min(r.placed_at) AS placed_at, count(*) AS lines,
           sum(r.unit_price * r.quantity)::bigint AS total,
           (array_agg(r.customer_reference ORDER BY r.line_number) FILTER (WHERE r.customer_reference IS NOT NULL))[1] AS customer_reference,
           (array_agg(r.country ORDER BY r.line_number) FILTER (WHERE r.country IS NOT NULL))[1] AS country,
           EXISTS (SELECT FROM orders o WHERE o.import_source = ${source}
                      AND o.external_reference = r.external_reference) AS already_there
      FROM import_rows r
     WHERE r.import_id = ${importId} AND r.external_reference > ${after}
       AND r.external_reference <= (SELECT max(external_reference) FROM wanted)
     GROUP BY r.external_reference ORDER BY r.external_reference`.execute(connection);
  return rows;
}

export interface NewOrder extends StagedOrder {
  id: string;
  shipping_address: Record<string, unknown>;
}

export interface OrderBatch {
  storeId: string;
  importId: string;
  source: ImportSource;
  currency: string;
  actorId: string | null;
  now: string;
  orders: readonly NewOrder[];
}

/**
 * Writes historic orders with their lines, fulfillments and events as one statement: delivered and paid, their
 * stock untouched.
 *
 * @returns how many lines were written.
 */
export async function writeImportedOrders(connection: Connection, batch: OrderBatch): Promise<number> {
  const { storeId, importId, source, orders, now } = batch;
  const { rows } = await sql<{ lines: number }>`
    WITH batch AS MATERIALIZED (
      SELECT * FROM unnest(
        ${orders.map((order) => order.id)}::uuid[], ${orders.map((order) => order.external_reference)}::text[],
        ${orders.map((order) => order.customer_reference)}::text[],
        ${orders.map((order) => JSON.stringify(order.shipping_address))}::jsonb[],
        ${orders.map((order) => order.total)}::bigint[], ${orders.map((order) => order.placed_at)}::timestamptz[])
        WITH ORDINALITY AS o (id, external_reference, customer_reference, shipping_address, total, placed_at, ordinal)
    ), counter AS (
      UPDATE order_counters SET last_number = last_number + ${orders.length}
       WHERE store_id = ${storeId} RETURNING last_number - ${orders.length} AS before_first
    ), new_orders AS (
      INSERT INTO orders (store_id, id, number, customer_reference, shipping_address, status, payment_status, currency, total,
                          import_source, external_reference, placed_at, cancellable_until, updated_at)
      SELECT ${storeId}::uuid, b.id, counter.before_first + b.ordinal, b.customer_reference, b.shipping_address, 'delivered', 'paid',
             ${batch.currency}, b.total, ${source}, b.external_reference, b.placed_at, b.placed_at, ${now}::timestamptz
        FROM batch b, counter
    ), lines AS MATERIALIZED (
      SELECT b.id AS order_id, row_number() OVER (PARTITION BY b.id ORDER BY r.line_number) AS line_no,
             v.id AS variant_id, p.vendor_id, r.sku, r.name, r.unit_price, r.quantity
        FROM batch b
        JOIN import_rows r ON r.import_id = ${importId} AND r.external_reference = b.external_reference
         -- Said again as a range: without statistics on a fresh table the planner would read all of it for each batch.
         AND r.external_reference BETWEEN ${orders[0]?.external_reference} AND ${orders.at(-1)?.external_reference}
        JOIN variants v ON v.store_id = r.store_id AND v.sku_key = r.sku_key AND v.deleted_at IS NULL
        JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
    ), new_lines AS (
      INSERT INTO order_lines (store_id, order_id, line_no, variant_id, vendor_id, sku, name, unit_price, quantity, line_total)
      SELECT ${storeId}::uuid, order_id, line_no, variant_id, vendor_id, sku, name, unit_price, quantity, unit_price * quantity
        FROM lines
    ), parts AS MATERIALIZED (
      SELECT order_id, vendor_id FROM lines GROUP BY order_id, vendor_id
    ), new_fulfillments AS (
      INSERT INTO fulfillments (store_id, order_id, vendor_id, status) SELECT ${storeId}::uuid, order_id, vendor_id, 'delivered' FROM parts
    ), new_events AS (
      INSERT INTO events (store_id, type, subject_type, subject_id, vendor_ids, actor_id, actor_role, data, occurred_at)
      SELECT ${storeId}::uuid, 'order.imported', 'order', b.id, (SELECT array_agg(vendor_id) FROM parts WHERE order_id = b.id),
             ${batch.actorId}::uuid, 'house',
             jsonb_build_object('to', 'delivered', 'source', ${source}::text, 'external_reference', b.external_reference),
             ${now}::timestamptz
        FROM batch b
    )
    SELECT count(*) AS lines FROM lines`.execute(connection);
  return rows[0]?.lines ?? 0;
}
