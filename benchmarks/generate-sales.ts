import { sql } from 'kysely';
import type { Connection } from '../server/src/platform/database/database.ts';

/** What the worker would count of the generated orders: otherwise it does so while something else is measured. */
export async function insertSales(connection: Connection, storeId: string): Promise<void> {
  const line = sql`
    orders o JOIN stores s ON s.id = o.store_id JOIN order_lines l ON l.store_id = o.store_id AND l.order_id = o.id
     WHERE o.store_id = ${storeId}`;
  const day = sql`(o.placed_at AT TIME ZONE s.time_zone)::date`;
  // The variant of a product has its id.
  await sql`
    INSERT INTO sales_by_day (store_id, day, variant_id, product_id, vendor_id, orders, units, revenue)
    SELECT o.store_id, ${day}, l.variant_id, l.variant_id, l.vendor_id, count(DISTINCT o.id), sum(l.quantity), sum(l.line_total)
      FROM ${line} GROUP BY 1, 2, 3, 5`.execute(connection);
  await sql`
    INSERT INTO orders_by_day (store_id, day, orders, units, revenue)
    SELECT o.store_id, ${day}, count(DISTINCT o.id), sum(l.quantity), sum(l.line_total) FROM ${line} GROUP BY 1, 2`.execute(
    connection,
  );
  await sql`
    INSERT INTO vendor_orders_by_day (store_id, vendor_id, day, orders, units, revenue)
    SELECT o.store_id, l.vendor_id, ${day}, count(DISTINCT o.id), sum(l.quantity), sum(l.line_total)
      FROM ${line} GROUP BY 1, 2, 3`.execute(connection);
  await sql`
    INSERT INTO product_sales_by_month (store_id, month, product_id, vendor_id, units, revenue)
    SELECT store_id, date_trunc('month', day)::date, product_id, vendor_id, sum(units), sum(revenue)
      FROM sales_by_day WHERE store_id = ${storeId} GROUP BY 1, 2, 3, 4`.execute(connection);
  await sql`
    INSERT INTO orders_by_status (store_id, status, orders, total)
    SELECT store_id, status, count(*), sum(total) FROM orders WHERE store_id = ${storeId} GROUP BY 1, 2`.execute(
    connection,
  );
  await sql`
    INSERT INTO fulfillments_by_status (store_id, vendor_id, status, orders, total)
    SELECT o.store_id, l.vendor_id, o.status, count(DISTINCT o.id), sum(l.line_total) FROM ${line} GROUP BY 1, 2, 3`.execute(
    connection,
  );
  await sql`
    INSERT INTO sales_cursors (store_id, transaction_id, event_id, time_zone, sold_from, counts_states)
    SELECT id, pg_current_xact_id(), (SELECT max(id) FROM events WHERE store_id = ${storeId}), time_zone,
           (now() AT TIME ZONE time_zone)::date - 29, true
      FROM stores WHERE id = ${storeId}`.execute(connection);
  await sql`
    UPDATE products p SET units_sold = sold.units
      FROM (SELECT d.product_id, sum(d.units) AS units FROM sales_by_day d JOIN sales_cursors c USING (store_id)
             WHERE d.store_id = ${storeId} AND d.day >= c.sold_from GROUP BY 1) AS sold
     WHERE p.store_id = ${storeId} AND p.id = sold.product_id`.execute(connection);
}
