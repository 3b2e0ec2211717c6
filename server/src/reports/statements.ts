import { sql } from 'kysely';
import type { LogPosition } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import type { OrderCount, PartCount, StateCount } from './sales-of-events.ts';

/** How far the sales of a store are counted, by which time zone, and from which day on units are recent. */
export interface SalesCursor extends LogPosition {
  time_zone: string;
  sold_from: string;
}

/** The store's time zone, and the first of the days up to now of which units sold are recent. */
export async function readSalesClock(
  connection: Connection,
  now: string,
  days: number,
): Promise<Pick<SalesCursor, 'time_zone' | 'sold_from'>> {
  const { rows } = await sql<Pick<SalesCursor, 'time_zone' | 'sold_from'>>`
    SELECT time_zone, ((${now}::timestamptz AT TIME ZONE time_zone)::date - ${days - 1}::int)::text AS sold_from
      FROM stores`.execute(connection);
  const [found] = rows;
  if (!found) throw new Error('the store is gone');
  return found;
}

/** @returns the cursor, locked: one at a time counts the sales of a store. */
export async function lockSalesCursor(connection: Connection): Promise<SalesCursor | undefined> {
  const { rows } = await sql<SalesCursor>`
    SELECT transaction_id::text AS transaction_id, event_id, time_zone, sold_from::text AS sold_from
      FROM sales_cursors FOR UPDATE`.execute(connection);
  return rows[0];
}

export async function writeSalesCursor(connection: Connection, storeId: string, cursor: SalesCursor): Promise<void> {
  await sql`
    INSERT INTO sales_cursors (store_id, transaction_id, event_id, time_zone, sold_from, counts_states)
    VALUES (${storeId}, ${cursor.transaction_id}::xid8, ${cursor.event_id}, ${cursor.time_zone}, ${cursor.sold_from}::date, true)
        ON CONFLICT (store_id) DO UPDATE
       SET transaction_id = excluded.transaction_id, event_id = excluded.event_id, time_zone = excluded.time_zone,
           sold_from = excluded.sold_from`.execute(connection);
}

export async function forgetSales(connection: Connection): Promise<void> {
  await sql`
    WITH by_variant AS (DELETE FROM sales_by_day), by_order AS (DELETE FROM orders_by_day),
         by_vendor AS (DELETE FROM vendor_orders_by_day), by_month AS (DELETE FROM product_sales_by_month),
         by_status AS (DELETE FROM orders_by_status)
    DELETE FROM fulfillments_by_status`.execute(connection);
}

/** Without it a store counts as one that was never counted. */
export async function deleteSalesCursor(connection: Connection): Promise<void> {
  await sql`DELETE FROM sales_cursors`.execute(connection);
}

/**
 * Counts orders on the day on which they were placed, by the time zone, or takes them out of it.
 *
 * @returns of each product that was touched the last day.
 */
export async function countOrders(
  connection: Connection,
  storeId: string,
  counts: readonly OrderCount[],
  timeZone: string,
): Promise<{ product_id: string; day: string }[]> {
  const { rows } = await sql<{ product_id: string; day: string }>`
    WITH counted AS MATERIALIZED (
      SELECT o.id, c.by, (o.placed_at AT TIME ZONE ${timeZone})::date AS day
        FROM unnest(${counts.map(({ order_id }) => order_id)}::uuid[], ${counts.map(({ by }) => by)}::int[]) AS c (id, by)
        JOIN orders o ON o.id = c.id
    ), lines AS MATERIALIZED (
      SELECT c.id, c.by, c.day, l.variant_id, v.product_id, l.vendor_id, sum(l.quantity) AS units, sum(l.line_total) AS revenue
        FROM counted c JOIN order_lines l ON l.store_id = ${storeId}::uuid AND l.order_id = c.id
        JOIN variants v ON v.store_id = ${storeId}::uuid AND v.id = l.variant_id
       GROUP BY c.id, c.by, c.day, l.variant_id, v.product_id, l.vendor_id
    ), by_variant AS (
      INSERT INTO sales_by_day AS s (store_id, day, variant_id, product_id, vendor_id, orders, units, revenue)
      SELECT ${storeId}::uuid, day, variant_id, product_id, vendor_id, sum(by), sum(by * units), sum(by * revenue)
        FROM lines GROUP BY day, variant_id, product_id, vendor_id
          ON CONFLICT (store_id, day, variant_id, vendor_id) DO UPDATE
         SET orders = s.orders + excluded.orders, units = s.units + excluded.units, revenue = s.revenue + excluded.revenue
    ), by_month AS (
      INSERT INTO product_sales_by_month AS s (store_id, month, product_id, vendor_id, units, revenue)
      SELECT ${storeId}::uuid, date_trunc('month', day)::date, product_id, vendor_id, sum(by * units), sum(by * revenue)
        FROM lines GROUP BY 2, 3, 4
          ON CONFLICT (store_id, month, product_id, vendor_id) DO UPDATE
         SET units = s.units + excluded.units, revenue = s.revenue + excluded.revenue
    ), by_vendor AS (
      INSERT INTO vendor_orders_by_day AS s (store_id, vendor_id, day, orders, units, revenue)
      SELECT ${storeId}::uuid, vendor_id, day, sum(by), sum(by * units), sum(by * revenue)
        FROM (SELECT id, by, day, vendor_id, sum(units) AS units, sum(revenue) AS revenue
                FROM lines GROUP BY id, by, day, vendor_id) AS parts GROUP BY vendor_id, day
          ON CONFLICT (store_id, vendor_id, day) DO UPDATE
         SET orders = s.orders + excluded.orders, units = s.units + excluded.units, revenue = s.revenue + excluded.revenue
    ), by_order AS (
      INSERT INTO orders_by_day AS s (store_id, day, orders, units, revenue)
      SELECT ${storeId}::uuid, day, o.orders, coalesce(l.units, 0), coalesce(l.revenue, 0)
        FROM (SELECT day, sum(by) AS orders FROM counted GROUP BY day) AS o
        LEFT JOIN (SELECT day, sum(by * units) AS units, sum(by * revenue) AS revenue FROM lines GROUP BY day) AS l USING (day)
          ON CONFLICT (store_id, day) DO UPDATE
         SET orders = s.orders + excluded.orders, units = s.units + excluded.units, revenue = s.revenue + excluded.revenue
    )
    SELECT product_id, max(day)::text AS day FROM lines GROUP BY product_id`.execute(connection);
  return rows;
}

/** Counts orders into states and out of them. */
export async function countStatuses(
  connection: Connection,
  storeId: string,
  counts: readonly StateCount[],
): Promise<void> {
  await sql`
    INSERT INTO orders_by_status AS s (store_id, status, orders, total)
    SELECT ${storeId}::uuid, c.status, sum(c.by), sum(c.by * o.total)
      FROM unnest(${counts.map(({ order_id }) => order_id)}::uuid[], ${counts.map(({ status }) => status)}::text[],
                  ${counts.map(({ by }) => by)}::int[]) AS c (id, status, by)
      JOIN orders o ON o.store_id = ${storeId}::uuid AND o.id = c.id
     GROUP BY c.status ORDER BY c.status
        ON CONFLICT (store_id, status) DO UPDATE SET orders = s.orders + excluded.orders, total = s.total + excluded.total`.execute(
    connection,
  );
}

/** Counts vendors' parts of orders into states and out of them. */
export async function countParts(connection: Connection, storeId: string, counts: readonly PartCount[]): Promise<void> {
  await sql`
    INSERT INTO fulfillments_by_status AS s (store_id, vendor_id, status, orders, total)
    SELECT ${storeId}::uuid, vendor_id, status, sum(by), sum(by * total)
      FROM (SELECT c.id, c.by, c.status, l.vendor_id, sum(l.line_total) AS total
              FROM unnest(${counts.map(({ order_id }) => order_id)}::uuid[], ${counts.map(({ vendor_id }) => vendor_id)}::uuid[],
                          ${counts.map(({ status }) => status)}::text[], ${counts.map(({ by }) => by)}::int[])
                   AS c (id, vendor_id, status, by)
              JOIN order_lines l ON l.store_id = ${storeId}::uuid AND l.order_id = c.id
               AND l.vendor_id = coalesce(c.vendor_id, l.vendor_id)
             GROUP BY c.id, c.vendor_id, c.by, c.status, l.vendor_id) AS parts
     GROUP BY vendor_id, status ORDER BY vendor_id, status
        ON CONFLICT (store_id, vendor_id, status) DO UPDATE
       SET orders = s.orders + excluded.orders, total = s.total + excluded.total`.execute(connection);
}

/** Units sold of some products since a day, that day included. */
export async function readUnitsSince(
  connection: Connection,
  productIds: readonly string[],
  day: string,
): Promise<{ product_id: string; units_sold: number }[]> {
  const { rows } = await sql<{ product_id: string; units_sold: number }>`
    SELECT p.id AS product_id, coalesce(s.units, 0)::bigint AS units_sold
      FROM unnest(${productIds}::uuid[]) AS p (id)
      LEFT JOIN (SELECT product_id, sum(units) AS units FROM sales_by_day
                  WHERE product_id = ANY(${productIds}::uuid[]) AND day >= ${day}::date GROUP BY product_id) AS s
        ON s.product_id = p.id
     ORDER BY p.id`.execute(connection);
  return rows;
}

/** What was sold between two days, in whichever order they come. */
export async function listProductsSoldBetween(connection: Connection, a: string, b: string): Promise<string[]> {
  const { rows } = await sql<{ product_id: string }>`
    SELECT DISTINCT product_id FROM sales_by_day
     WHERE day >= least(${a}::date, ${b}::date) AND day < greatest(${a}::date, ${b}::date)`.execute(connection);
  return rows.map(({ product_id }) => product_id);
}

/** The stores whose recent days are others by now, and those that were never counted, across the house. */
export async function listStoresToCount(connection: Connection, now: string, days: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT s.id FROM stores s LEFT JOIN sales_cursors c ON c.store_id = s.id
     WHERE (c.time_zone, c.sold_from) IS DISTINCT FROM
           (s.time_zone, (${now}::timestamptz AT TIME ZONE s.time_zone)::date - ${days - 1}::int)`.execute(connection);
  return rows.map(({ id }) => id);
}
