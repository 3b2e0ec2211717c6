import type { Invariant } from './invariant.ts';

const timesIn = (type: string) => `count(*) FILTER (WHERE e.type = '${type}')`;

/**
 * How often a state's event stands in the log: once when the state was reached, never when not, and at most once
 * where an order that was cancelled may or may not have been in it.
 */
const wrongly = (times: string, reached: string, maybe: string) =>
  `CASE WHEN ${reached} THEN ${times} <> 1 WHEN ${maybe} THEN ${times} > 1 ELSE ${times} <> 0 END`;

export const eventInvariants: readonly Invariant[] = [
  {
    name: 'order events',
    rule: 'every state that an order reached has exactly one event, and no other state has one',
    of: 'orders',
    count: 'SELECT count(*) FROM orders',
    faults: `
      SELECT o.store_id, o.id AS order_id, o.number, o.status,
             coalesce(array_agg(e.type ORDER BY e.id) FILTER (WHERE e.type LIKE 'order.%'), '{}') AS events
        FROM orders o LEFT JOIN events e ON e.store_id = o.store_id AND e.subject_id = o.id AND e.subject_type = 'order'
       GROUP BY o.store_id, o.id
      HAVING ${wrongly(timesIn('order.imported'), 'o.import_source IS NOT NULL', 'false')}
          OR ${wrongly(timesIn('order.placed'), 'o.import_source IS NULL', 'false')}
          OR ${wrongly(timesIn('order.processing'), "o.import_source IS NULL AND o.status IN ('processing', 'shipped', 'delivered')", "o.import_source IS NULL AND o.status = 'cancelled'")}
          OR ${wrongly(timesIn('order.shipped'), "o.import_source IS NULL AND o.status IN ('shipped', 'delivered')", 'false')}
          OR ${wrongly(timesIn('order.delivered'), "o.import_source IS NULL AND o.status = 'delivered'", 'false')}
          OR ${wrongly(timesIn('order.cancelled'), "o.status = 'cancelled'", 'false')}`,
  },
  {
    name: 'fulfillment events',
    rule: 'every state that a fulfillment reached has exactly one event, and no later state has one',
    of: 'fulfillments',
    count: 'SELECT count(*) FROM fulfillments',
    // A part that still waits when an admin ships the whole order goes there without having been in processing.
    faults: `
      SELECT f.store_id, f.order_id, f.vendor_id, f.status,
             coalesce(array_agg(e.type ORDER BY e.id) FILTER (WHERE e.id IS NOT NULL), '{}') AS events
        FROM (SELECT f.*, o.import_source IS NULL AS ours FROM fulfillments f
                JOIN orders o ON o.store_id = f.store_id AND o.id = f.order_id) f
        LEFT JOIN events e ON e.store_id = f.store_id AND e.subject_id = f.order_id
         AND e.type LIKE 'fulfillment.%' AND e.data ->> 'vendor_id' = f.vendor_id::text
       GROUP BY f.store_id, f.order_id, f.vendor_id, f.status, f.ours
      HAVING ${wrongly(timesIn('fulfillment.processing'), "f.ours AND f.status = 'processing'", "f.ours AND f.status <> 'pending'")}
          OR ${wrongly(timesIn('fulfillment.shipped'), "f.ours AND f.status IN ('shipped', 'delivered')", 'false')}
          OR ${wrongly(timesIn('fulfillment.delivered'), "f.ours AND f.status = 'delivered'", 'false')}
          OR ${wrongly(timesIn('fulfillment.cancelled'), "f.status = 'cancelled'", 'false')}`,
  },
  {
    name: 'payment events',
    rule: 'every payment has exactly one event',
    of: 'payments',
    count: 'SELECT count(*) FROM payments',
    faults: `
      SELECT store_id, payment_id, p.status, e.events
        FROM (SELECT store_id, id::text AS payment_id, status,
                     ARRAY[CASE status WHEN 'paid' THEN 'payment.succeeded' ELSE 'payment.failed' END] AS expected FROM payments) p
        FULL JOIN (SELECT store_id, data ->> 'payment_id' AS payment_id, array_agg(type) AS events
                     FROM events WHERE type IN ('payment.succeeded', 'payment.failed') GROUP BY 1, 2) e USING (store_id, payment_id)
       WHERE p.expected IS DISTINCT FROM e.events`,
  },
  {
    name: 'refunds due',
    rule: 'every order that was paid and then cancelled here has one event payment.refund_due of its total, and no other order has one',
    of: 'orders',
    count: `SELECT count(*) FROM orders WHERE status = 'cancelled'`,
    faults: `
      SELECT store_id, order_id, o.amount AS paid, e.events, e.amount AS told
        FROM (SELECT store_id, id AS order_id, total AS amount FROM orders p
               WHERE status = 'cancelled' AND payment_status IN ('paid', 'refunded') AND total > 0
                 -- What came in as cancelled was settled elsewhere.
                 AND (import_source IS NULL OR EXISTS (
                   SELECT FROM events c WHERE c.store_id = p.store_id AND c.subject_type = 'order'
                      AND c.subject_id = p.id AND c.type = 'order.cancelled'))) o
        FULL JOIN (SELECT store_id, subject_id AS order_id, count(*) AS events, sum((data ->> 'amount')::bigint) AS amount
                     FROM events WHERE type = 'payment.refund_due' GROUP BY 1, 2) e USING (store_id, order_id)
       WHERE e.events IS DISTINCT FROM 1 OR e.amount IS DISTINCT FROM o.amount`,
  },
  {
    name: 'subjects of events',
    rule: 'every event about an order tells of one that exists',
    of: 'events',
    count: `SELECT count(*) FROM events WHERE subject_type = 'order'`,
    faults: `
      SELECT e.store_id, e.id AS event_id, e.type, e.subject_id
        FROM events e LEFT JOIN orders o ON o.store_id = e.store_id AND o.id = e.subject_id
       WHERE e.subject_type = 'order' AND o.id IS NULL`,
  },
];
