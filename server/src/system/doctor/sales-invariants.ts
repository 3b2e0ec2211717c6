import { countedEvents } from '../../reports/index.ts';
import type { Invariant } from './invariant.ts';

/** What is not counted yet is no fault: a moment ago somebody bought something. */
const allCounted = `EXISTS (SELECT FROM sales_cursors c WHERE c.store_id = found.store_id AND NOT EXISTS (
    SELECT FROM events e WHERE e.store_id = c.store_id AND e.type IN (${countedEvents.map((type) => `'${type}'`).join(', ')})
       AND (e.transaction_id, e.id) > (c.transaction_id, c.event_id)))`;

/** Lines of orders that stand, each with its day and its order. */
const standing = `
  SELECT o.store_id, (o.placed_at AT TIME ZONE c.time_zone)::date AS day, o.id, l.vendor_id, l.variant_id, l.quantity, l.line_total
    FROM orders o JOIN sales_cursors c USING (store_id)
    LEFT JOIN order_lines l ON l.store_id = o.store_id AND l.order_id = o.id
   WHERE o.status <> 'cancelled'`;

export const salesInvariants: readonly Invariant[] = [
  {
    name: 'sales by day',
    rule: 'orders, units and revenue of a day = those of the orders placed on it, cancelled ones left out, by the store’s time zone',
    of: 'days',
    count: 'SELECT count(*) FROM orders_by_day',
    faults: `
      SELECT * FROM (WITH expected AS (
        SELECT store_id, day, count(DISTINCT id) AS orders, coalesce(sum(quantity), 0) AS units,
               coalesce(sum(line_total), 0) AS revenue
          FROM (${standing}) AS standing GROUP BY 1, 2
      ), by_variant AS (
        SELECT store_id, day, sum(units) AS units, sum(revenue) AS revenue FROM sales_by_day GROUP BY 1, 2
      )
      SELECT store_id, day, o.orders AS orders_expected, d.orders, o.revenue AS revenue_expected, d.revenue,
             v.revenue AS revenue_of_variants
        FROM expected o FULL JOIN orders_by_day d USING (store_id, day) FULL JOIN by_variant v USING (store_id, day)
       WHERE (coalesce(o.orders, 0), coalesce(o.units, 0), coalesce(o.revenue, 0))
             <> (coalesce(d.orders, 0), coalesce(d.units, 0), coalesce(d.revenue, 0))
          OR (coalesce(d.units, 0), coalesce(d.revenue, 0)) <> (coalesce(v.units, 0), coalesce(v.revenue, 0))) AS found
       WHERE ${allCounted}`,
  },
  {
    name: 'sales of vendors',
    rule: 'orders, units and revenue of a vendor on a day = those of its lines in the orders that stand',
    of: 'days of vendors',
    count: 'SELECT count(*) FROM vendor_orders_by_day',
    faults: `
      SELECT * FROM (WITH expected AS (
        SELECT store_id, vendor_id, day, count(DISTINCT id) AS orders, sum(quantity) AS units, sum(line_total) AS revenue
          FROM (${standing}) AS standing WHERE vendor_id IS NOT NULL GROUP BY 1, 2, 3
      )
      SELECT store_id, vendor_id, day, e.orders AS orders_expected, d.orders, e.revenue AS revenue_expected, d.revenue
        FROM expected e FULL JOIN vendor_orders_by_day d USING (store_id, vendor_id, day)
       WHERE (coalesce(e.orders, 0), coalesce(e.units, 0), coalesce(e.revenue, 0))
             <> (coalesce(d.orders, 0), coalesce(d.units, 0), coalesce(d.revenue, 0))) AS found
       WHERE ${allCounted}`,
  },
  {
    name: 'sales of products',
    rule: 'units and revenue of a product in a month = those of its lines in the orders that stand',
    of: 'months of products',
    count: 'SELECT count(*) FROM product_sales_by_month',
    faults: `
      SELECT * FROM (WITH expected AS (
        SELECT s.store_id, date_trunc('month', s.day)::date AS month, v.product_id, s.vendor_id, sum(s.quantity) AS units,
               sum(s.line_total) AS revenue
          FROM (${standing}) AS s JOIN variants v ON v.store_id = s.store_id AND v.id = s.variant_id GROUP BY 1, 2, 3, 4
      )
      SELECT store_id, month, product_id, vendor_id, e.units AS units_expected, m.units, e.revenue AS revenue_expected, m.revenue
        FROM expected e FULL JOIN product_sales_by_month m USING (store_id, month, product_id, vendor_id)
       WHERE (coalesce(e.units, 0), coalesce(e.revenue, 0)) <> (coalesce(m.units, 0), coalesce(m.revenue, 0))) AS found
       WHERE ${allCounted}`,
  },
  {
    name: 'orders by status',
    rule: 'as many orders are counted in each state as are in it, with what they come to, and so are the parts of vendors',
    of: 'states',
    count: 'SELECT (SELECT count(*) FROM orders_by_status) + (SELECT count(*) FROM fulfillments_by_status)',
    faults: `
      SELECT * FROM (WITH expected AS (
        SELECT store_id, NULL::uuid AS vendor_id, status, count(*) AS orders, sum(total) AS total FROM orders GROUP BY 1, 3
         UNION ALL
        SELECT f.store_id, f.vendor_id, f.status, count(DISTINCT f.order_id), sum(l.line_total) FROM fulfillments f
          JOIN order_lines l ON l.store_id = f.store_id AND l.order_id = f.order_id AND l.vendor_id = f.vendor_id
         GROUP BY 1, 2, 3
      ), counted AS (
        SELECT store_id, NULL::uuid AS vendor_id, status, orders, total FROM orders_by_status
         UNION ALL
        SELECT store_id, vendor_id, status, orders, total FROM fulfillments_by_status
      )
      SELECT coalesce(e.store_id, c.store_id) AS store_id, coalesce(e.vendor_id, c.vendor_id) AS vendor_id,
             coalesce(e.status, c.status) AS status, e.orders AS orders_expected, c.orders, e.total AS total_expected, c.total
        FROM expected e FULL JOIN counted c
          ON c.store_id = e.store_id AND c.status = e.status
         AND coalesce(c.vendor_id, c.store_id) = coalesce(e.vendor_id, e.store_id)
       WHERE (coalesce(e.orders, 0), coalesce(e.total, 0)) <> (coalesce(c.orders, 0), coalesce(c.total, 0))) AS found
       WHERE ${allCounted}`,
  },
  {
    name: 'units sold',
    rule: 'units sold of a product = those of the last 30 days that were counted, unless all are being counted anew',
    of: 'products',
    count: 'SELECT count(*) FROM products p JOIN sales_cursors USING (store_id)',
    faults: `
      SELECT p.store_id, p.id AS product_id, p.units_sold, coalesce(s.units, 0) AS expected
        FROM products p JOIN sales_cursors c ON c.store_id = p.store_id
        LEFT JOIN LATERAL (SELECT sum(s.units) AS units FROM sales_by_day s
                            WHERE s.store_id = p.store_id AND s.product_id = p.id AND s.day >= c.sold_from) AS s ON true
       WHERE isfinite(c.sold_from) AND p.units_sold <> coalesce(s.units, 0)`,
  },
];
