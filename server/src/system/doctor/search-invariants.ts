import type { Invariant } from './invariant.ts';

/** What is not counted yet is no fault: a moment ago somebody bought something. */
const allCounted = `EXISTS (SELECT FROM sales_cursors c WHERE c.store_id = found.store_id AND NOT EXISTS (
    SELECT FROM events e WHERE e.store_id = c.store_id AND e.type IN ('order.placed', 'order.imported', 'order.cancelled')
       AND (e.transaction_id, e.id) > (c.transaction_id, c.event_id)))`;

export const searchInvariants: readonly Invariant[] = [
  {
    name: 'search',
    rule: 'every product is found as it is, or waits to be looked at again; what is deleted is not found',
    of: 'products',
    count: 'SELECT count(*) FROM products WHERE deleted_at IS NULL',
    faults: `
      SELECT coalesce(now.store_id, s.store_id) AS store_id, coalesce(now.product_id, s.product_id) AS product_id,
             s.product_id IS NOT NULL AS is_found, now.product_id IS NOT NULL AS is_there
        FROM product_search_source now FULL JOIN product_search s USING (store_id, product_id)
       WHERE (now.vendor_id, now.status, now.is_available, now.unit_price_from, now.units_sold, now.category_ids, now.title, now.search)
             IS DISTINCT FROM (s.vendor_id, s.status, s.is_available, s.unit_price_from, s.units_sold, s.category_ids, s.title, s.search)
         AND NOT EXISTS (SELECT FROM product_search_due d WHERE d.store_id = coalesce(now.store_id, s.store_id)
                            AND d.product_id = coalesce(now.product_id, s.product_id))`,
  },
  {
    name: 'sales by day',
    rule: 'orders, units and revenue of a day = those of the orders placed on it, cancelled ones left out, by the store’s time zone',
    of: 'days',
    count: 'SELECT count(*) FROM orders_by_day',
    faults: `
      SELECT * FROM (WITH standing AS (
        SELECT o.store_id, (o.placed_at AT TIME ZONE c.time_zone)::date AS day, count(DISTINCT o.id) AS orders,
               coalesce(sum(l.quantity), 0) AS units, coalesce(sum(l.line_total), 0) AS revenue
          FROM orders o JOIN sales_cursors c USING (store_id)
          LEFT JOIN order_lines l ON l.store_id = o.store_id AND l.order_id = o.id
         WHERE o.status <> 'cancelled' GROUP BY 1, 2
      ), by_variant AS (
        SELECT store_id, day, sum(units) AS units, sum(revenue) AS revenue FROM sales_by_day GROUP BY 1, 2
      )
      SELECT store_id, day, o.orders AS orders_expected, d.orders, o.revenue AS revenue_expected, d.revenue,
             v.revenue AS revenue_of_variants
        FROM standing o FULL JOIN orders_by_day d USING (store_id, day) FULL JOIN by_variant v USING (store_id, day)
       WHERE (coalesce(o.orders, 0), coalesce(o.units, 0), coalesce(o.revenue, 0))
             <> (coalesce(d.orders, 0), coalesce(d.units, 0), coalesce(d.revenue, 0))
          OR (coalesce(d.units, 0), coalesce(d.revenue, 0)) <> (coalesce(v.units, 0), coalesce(v.revenue, 0))) AS found
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
