import type { Invariant } from './invariant.ts';

/** `statusOf` of the contracts, in SQL, over the rows `f` of a group. */
export const statusOfParts = `
  CASE WHEN count(*) FILTER (WHERE f.status <> 'cancelled') = 0 THEN 'cancelled'
       WHEN bool_and(f.status = 'delivered') FILTER (WHERE f.status <> 'cancelled') THEN 'delivered'
       WHEN bool_and(f.status IN ('delivered', 'shipped')) FILTER (WHERE f.status <> 'cancelled') THEN 'shipped'
       WHEN bool_and(f.status = 'pending') FILTER (WHERE f.status <> 'cancelled') THEN 'pending'
       ELSE 'processing' END`;

export const orderInvariants: readonly Invariant[] = [
  {
    name: 'lines of an order',
    rule: 'every order has lines, numbered from 1 without a gap',
    of: 'orders',
    count: 'SELECT count(*) FROM orders',
    faults: `
      SELECT o.store_id, o.id AS order_id, o.number, count(l.line_no) AS lines, max(l.line_no) AS last_line_no
        FROM orders o LEFT JOIN order_lines l ON l.store_id = o.store_id AND l.order_id = o.id
       GROUP BY o.store_id, o.id
      HAVING count(l.line_no) = 0 OR min(l.line_no) <> 1 OR max(l.line_no) <> count(l.line_no)`,
  },
  {
    name: 'order total',
    rule: 'total = Σ line_total',
    of: 'orders',
    count: 'SELECT count(*) FROM orders',
    faults: `
      SELECT o.store_id, o.id AS order_id, o.number, o.total, coalesce(sum(l.line_total), 0) AS expected
        FROM orders o LEFT JOIN order_lines l ON l.store_id = o.store_id AND l.order_id = o.id
       GROUP BY o.store_id, o.id HAVING o.total <> coalesce(sum(l.line_total), 0)`,
  },
  {
    name: 'line total',
    rule: 'line_total = unit_price × quantity',
    of: 'order lines',
    count: 'SELECT count(*) FROM order_lines',
    faults: `
      SELECT store_id, order_id, line_no, unit_price, quantity, line_total
        FROM order_lines WHERE line_total <> unit_price * quantity`,
  },
  {
    name: 'currency of an order',
    rule: 'an order is in the currency of its store',
    of: 'orders',
    count: 'SELECT count(*) FROM orders',
    faults: `
      SELECT o.store_id, o.id AS order_id, o.number, o.currency, s.currency AS expected
        FROM orders o JOIN stores s ON s.id = o.store_id WHERE o.currency <> s.currency`,
  },
  {
    name: 'order status',
    rule: 'the status of an order follows from its fulfillments',
    of: 'orders',
    count: 'SELECT count(*) FROM orders',
    faults: `
      SELECT o.store_id, o.id AS order_id, o.number, o.status, ${statusOfParts} AS expected
        FROM orders o JOIN fulfillments f ON f.store_id = o.store_id AND f.order_id = o.id
       GROUP BY o.store_id, o.id HAVING o.status <> ${statusOfParts}`,
  },
  {
    name: 'fulfillments',
    rule: 'every vendor of a line has a fulfillment in the order, and every fulfillment has lines of its vendor',
    of: 'fulfillments',
    count: 'SELECT count(*) FROM fulfillments',
    faults: `
      SELECT store_id, order_id, vendor_id, l.of_lines IS NOT NULL AS has_lines, f.of_parts IS NOT NULL AS has_fulfillment
        FROM (SELECT DISTINCT store_id, order_id, vendor_id, true AS of_lines FROM order_lines) l
        FULL JOIN (SELECT store_id, order_id, vendor_id, true AS of_parts FROM fulfillments) f
          USING (store_id, order_id, vendor_id)
       WHERE l.of_lines IS NULL OR f.of_parts IS NULL`,
  },
  {
    name: 'order numbers',
    rule: 'the numbers of a store’s orders are distinct and not above its counter',
    of: 'orders',
    count: 'SELECT count(*) FROM orders',
    faults: `
      SELECT o.store_id, o.number, count(*) AS orders, max(c.last_number) AS last_number
        FROM orders o LEFT JOIN order_counters c ON c.store_id = o.store_id
       GROUP BY o.store_id, o.number
      HAVING count(*) > 1 OR max(c.last_number) IS NULL OR o.number > max(c.last_number)`,
  },
  {
    name: 'references of orders',
    rule: 'lines, fulfillments and payments belong to an order, lines name a variant, vendors and customers exist',
    of: 'order lines and fulfillments',
    count: 'SELECT (SELECT count(*) FROM order_lines) + (SELECT count(*) FROM fulfillments)',
    faults: `
      SELECT l.store_id, l.order_id, l.line_no, 'order_lines' AS in_table,
             CASE WHEN o.id IS NULL THEN 'order' WHEN v.id IS NULL THEN 'variant' ELSE 'vendor' END AS missing
        FROM order_lines l
        LEFT JOIN orders o ON o.store_id = l.store_id AND o.id = l.order_id
        LEFT JOIN variants v ON v.store_id = l.store_id AND v.id = l.variant_id
        LEFT JOIN users u ON u.store_id = l.store_id AND u.id = l.vendor_id
       WHERE o.id IS NULL OR v.id IS NULL OR u.id IS NULL
      UNION ALL
      SELECT f.store_id, f.order_id, NULL, 'fulfillments', CASE WHEN o.id IS NULL THEN 'order' ELSE 'vendor' END
        FROM fulfillments f
        LEFT JOIN orders o ON o.store_id = f.store_id AND o.id = f.order_id
        LEFT JOIN users u ON u.store_id = f.store_id AND u.id = f.vendor_id
       WHERE o.id IS NULL OR u.id IS NULL
      UNION ALL
      SELECT o.store_id, o.id, NULL, 'orders', 'customer'
        FROM orders o LEFT JOIN users u ON u.store_id = o.store_id AND u.id = o.customer_id
       WHERE o.customer_id IS NOT NULL AND u.id IS NULL
      UNION ALL
      SELECT p.store_id, p.order_id, NULL, 'payments', 'order'
        FROM payments p LEFT JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id WHERE o.id IS NULL
      UNION ALL
      SELECT f.store_id, f.order_id, NULL, 'fulfillments', 'the order’s customer_id'
        FROM fulfillments f JOIN orders o ON o.store_id = f.store_id AND o.id = f.order_id
       WHERE f.customer_id IS DISTINCT FROM o.customer_id`,
  },
  {
    name: 'payments',
    rule: 'payment_status follows from the payments: paid by one of the whole total, failed by a refused one, which cancels what has not left; history was paid elsewhere',
    of: 'orders',
    count: 'SELECT count(*) FROM orders',
    faults: `
      SELECT o.store_id, o.id AS order_id, o.number, o.payment_status, o.total, count(*) FILTER (WHERE p.status = 'paid') AS paid,
             count(*) FILTER (WHERE p.status = 'failed') AS failed
        FROM orders o LEFT JOIN payments p ON p.store_id = o.store_id AND p.order_id = o.id
       GROUP BY o.store_id, o.id
      HAVING bool_or(p.amount <> o.total OR p.currency <> o.currency)
          OR count(*) FILTER (WHERE p.status = 'paid') <> CASE WHEN o.payment_status IN ('paid', 'refunded') AND o.import_source IS NULL THEN 1 ELSE 0 END
          OR (o.payment_status = 'failed' AND count(*) FILTER (WHERE p.status = 'failed') = 0)
          OR (o.payment_status = 'failed' AND o.status <> 'cancelled'
              AND NOT EXISTS (SELECT FROM fulfillments f WHERE f.store_id = o.store_id AND f.order_id = o.id
                                 AND f.status IN ('shipped', 'delivered')))
          OR (o.payment_status = 'unpaid' AND count(p.id) > 0)`,
  },
];
