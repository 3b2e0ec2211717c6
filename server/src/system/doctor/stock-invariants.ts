import type { Invariant } from './invariant.ts';

export const stockInvariants: readonly Invariant[] = [
  {
    name: 'stock',
    rule: 'stock ≥ 0, and stock = Σ adjustments − Σ quantities on lines of orders not cancelled (imported history takes none)',
    of: 'variants',
    count: 'SELECT count(*) FROM variants',
    faults: `
      SELECT v.store_id, v.id AS variant_id, v.sku, v.stock, coalesce(a.units, 0) - coalesce(l.units, 0) AS expected
        FROM variants v
        LEFT JOIN (SELECT store_id, variant_id, sum(delta) AS units FROM stock_adjustments GROUP BY 1, 2) a
          ON a.store_id = v.store_id AND a.variant_id = v.id
        LEFT JOIN (SELECT l.store_id, l.variant_id, sum(l.quantity) AS units
                     FROM order_lines l JOIN orders o ON o.store_id = l.store_id AND o.id = l.order_id
                    WHERE o.status <> 'cancelled' AND o.import_source IS NULL GROUP BY 1, 2) l
          ON l.store_id = v.store_id AND l.variant_id = v.id
       WHERE v.stock < 0 OR v.stock <> coalesce(a.units, 0) - coalesce(l.units, 0)`,
  },
  {
    name: 'stock events',
    rule: 'every stock adjustment has one event stock.adjusted, but for the stock that a variant began with',
    of: 'stock adjustments',
    count: 'SELECT count(*) FROM stock_adjustments',
    faults: `
      SELECT store_id, variant_id, coalesce(a.adjustments, 0) AS adjustments, coalesce(e.events, 0) AS events
        FROM (SELECT a.store_id, a.variant_id, count(*) AS adjustments
                FROM stock_adjustments a JOIN variants v ON v.store_id = a.store_id AND v.id = a.variant_id
               WHERE NOT (a.reason = 'initial' AND a.created_at = v.created_at) GROUP BY 1, 2) a
        FULL JOIN (SELECT store_id, subject_id AS variant_id, count(*) AS events
                     FROM events WHERE type = 'stock.adjusted' GROUP BY 1, 2) e USING (store_id, variant_id)
       WHERE a.adjustments IS DISTINCT FROM e.events`,
  },
  {
    name: 'product events',
    rule: 'every product has one event product.created, and one product.deleted if and only if it is deleted',
    of: 'products',
    count: 'SELECT count(*) FROM products',
    faults: `
      SELECT store_id, product_id, p.product_id IS NOT NULL AS exists, coalesce(e.created, 0) AS created, coalesce(e.deleted, 0) AS deleted
        FROM (SELECT store_id, id AS product_id, (deleted_at IS NOT NULL)::int AS deleted FROM products) p
        FULL JOIN (SELECT store_id, subject_id AS product_id, count(*) FILTER (WHERE type = 'product.created') AS created,
                          count(*) FILTER (WHERE type = 'product.deleted') AS deleted
                     FROM events WHERE subject_type = 'product' GROUP BY 1, 2) e USING (store_id, product_id)
       WHERE e.created IS DISTINCT FROM 1 OR e.deleted IS DISTINCT FROM p.deleted`,
  },
  {
    name: 'price of a product',
    rule: 'a product is listed at the smallest price of its variants',
    of: 'products',
    count: 'SELECT count(*) FROM products WHERE deleted_at IS NULL',
    faults: `
      SELECT p.store_id, p.id AS product_id, p.unit_price_from, min(v.unit_price) AS expected
        FROM products p
        LEFT JOIN variants v ON v.store_id = p.store_id AND v.product_id = p.id AND v.deleted_at IS NULL
       WHERE p.deleted_at IS NULL
       GROUP BY p.store_id, p.id HAVING p.unit_price_from IS DISTINCT FROM min(v.unit_price)`,
  },
];
