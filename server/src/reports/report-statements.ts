import type { OrderStatus, SalesDay, SalesSums } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';

/** What the figures of a store are in, by what its days begin, and which day it is there. */
export interface ReportFrame {
  currency: string;
  time_zone: string;
  /** Everything was counted once, by the time zone that the store has; or there is nothing to count yet. */
  is_complete: boolean;
  today: string;
}

/** What was counted goes by the time zone that it was counted by, which may be that of a moment ago. */
export async function readReportFrame(connection: Connection, now: string): Promise<ReportFrame> {
  const { rows } = await sql<ReportFrame>`
    SELECT s.currency, coalesce(c.time_zone, s.time_zone) AS time_zone,
           (${now}::timestamptz AT TIME ZONE coalesce(c.time_zone, s.time_zone))::date::text AS today,
           CASE WHEN c.store_id IS NULL THEN NOT EXISTS (SELECT FROM orders)
                ELSE c.time_zone = s.time_zone AND isfinite(c.sold_from) END AS is_complete
      FROM stores s LEFT JOIN sales_cursors c ON c.store_id = s.id
     WHERE s.id = (SELECT current_store_id())`.execute(connection);
  const [found] = rows;
  if (!found) throw new Error('the store is gone');
  return found;
}

/** The days of a store from one to another on which something was ordered, in their order. */
export async function readDaysOfStore(connection: Connection, from: string, to: string): Promise<SalesDay[]> {
  const { rows } = await sql<SalesDay>`
    SELECT day::text AS day, orders, units, revenue FROM orders_by_day
     WHERE day BETWEEN ${from}::date AND ${to}::date ORDER BY orders_by_day.day`.execute(connection);
  return rows;
}

/** The same of the vendor that asks. */
export async function readDaysOfVendor(connection: Connection, from: string, to: string): Promise<SalesDay[]> {
  const { rows } = await sql<SalesDay>`
    SELECT day::text AS day, orders, units, revenue FROM vendor_orders_by_day
     WHERE day BETWEEN ${from}::date AND ${to}::date ORDER BY vendor_orders_by_day.day`.execute(connection);
  return rows;
}

/** How many orders, or parts of orders, are in a state, and what they come to. */
export interface StatusSum {
  status: OrderStatus;
  orders: number;
  total: number;
}

export async function readStatusesOfStore(connection: Connection): Promise<StatusSum[]> {
  const { rows } = await sql<StatusSum>`SELECT status, orders, total FROM orders_by_status`.execute(connection);
  return rows;
}

/** The same of the parts of the vendor that asks. */
export async function readStatusesOfVendor(connection: Connection): Promise<StatusSum[]> {
  const { rows } = await sql<StatusSum>`SELECT status, orders, total FROM fulfillments_by_status`.execute(connection);
  return rows;
}

/** A product as one vendor sold it in a month. */
export interface MonthlySales extends Omit<SalesSums, 'orders'> {
  product_id: string;
  vendor_id: string;
}

/** What sold best in a month, of what the connection sees. @param month its first day */
export async function readBestByRevenue(connection: Connection, month: string, limit: number): Promise<MonthlySales[]> {
  const { rows } = await sql<MonthlySales>`
    SELECT product_id, vendor_id, units, revenue FROM product_sales_by_month
     WHERE month = ${month}::date AND units > 0 ORDER BY revenue DESC, product_id DESC LIMIT ${limit}`.execute(
    connection,
  );
  return rows;
}

/** The same by units. */
export async function readBestByUnits(connection: Connection, month: string, limit: number): Promise<MonthlySales[]> {
  const { rows } = await sql<MonthlySales>`
    SELECT product_id, vendor_id, units, revenue FROM product_sales_by_month
     WHERE month = ${month}::date AND units > 0 ORDER BY units DESC, product_id DESC LIMIT ${limit}`.execute(
    connection,
  );
  return rows;
}
