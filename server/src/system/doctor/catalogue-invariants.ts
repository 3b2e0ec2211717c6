import { limits } from '@orderhouse/contracts';
import type { Invariant } from './invariant.ts';

/** The dispatcher or the job that follows an event may still be at work on it. */
const isUnderWay = `
  EXISTS (SELECT FROM variants v JOIN events e ON e.store_id = v.store_id AND e.subject_id = v.id
           WHERE v.store_id = p.store_id AND v.product_id = p.id AND e.type IN ('variant.sold_out', 'variant.restocked')
             AND (e.occurred_at > now() - interval '5 minutes'
                  OR NOT EXISTS (SELECT FROM event_cursors c WHERE c.reader = 'dispatcher'
                                    AND (c.transaction_id, c.event_id) >= (e.transaction_id, e.id))))`;

export const catalogueInvariants: readonly Invariant[] = [
  {
    name: 'availability of a product',
    rule: 'a product is available if and only if a variant of it is in stock, five minutes after one ran out or came back',
    of: 'products',
    count: 'SELECT count(*) FROM products WHERE deleted_at IS NULL',
    faults: `
      SELECT p.store_id, p.id AS product_id, p.is_available, p.units > 0 AS expected
        FROM (SELECT p.store_id, p.id, p.is_available, coalesce(max(v.stock), 0) AS units
                FROM products p
                LEFT JOIN variants v ON v.store_id = p.store_id AND v.product_id = p.id AND v.deleted_at IS NULL
               WHERE p.deleted_at IS NULL GROUP BY p.store_id, p.id) p
       WHERE p.is_available <> (p.units > 0) AND NOT ${isUnderWay}`,
  },
  {
    name: 'owner of a variant',
    rule: 'a variant is its product’s vendor’s',
    of: 'variants',
    count: 'SELECT count(*) FROM variants WHERE deleted_at IS NULL',
    faults: `
      SELECT v.store_id, v.id AS variant_id, v.sku, v.vendor_id, p.vendor_id AS expected
        FROM variants v JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
       WHERE v.deleted_at IS NULL AND v.vendor_id <> p.vendor_id`,
  },
  {
    name: 'tree of categories',
    rule: `every category hangs below others up to the top, at most ${limits.category_depth_max} levels, and in no circle`,
    of: 'categories',
    count: 'SELECT count(*) FROM categories WHERE deleted_at IS NULL',
    // What is reached from the top is in no circle and hangs below nothing that is gone.
    faults: `
      WITH RECURSIVE reached AS (
        SELECT store_id, id, 1 AS level FROM categories WHERE deleted_at IS NULL AND parent_id IS NULL
         UNION ALL
        SELECT c.store_id, c.id, r.level + 1 FROM reached r
          JOIN categories c ON c.store_id = r.store_id AND c.parent_id = r.id AND c.deleted_at IS NULL
      )
      SELECT c.store_id, c.id AS category_id, c.slug, c.parent_id, r.level
        FROM categories c LEFT JOIN reached r ON r.store_id = c.store_id AND r.id = c.id
       WHERE c.deleted_at IS NULL AND (r.id IS NULL OR r.level > ${limits.category_depth_max})`,
  },
  {
    name: 'order of categories',
    rule: 'siblings stand at the places from 0 on, one at each',
    of: 'categories',
    count: 'SELECT count(*) FROM categories WHERE deleted_at IS NULL',
    faults: `
      SELECT store_id, parent_id, array_agg(position ORDER BY position) AS positions FROM categories
       WHERE deleted_at IS NULL GROUP BY store_id, parent_id
      HAVING count(DISTINCT position) <> count(*) OR max(position) <> count(*) - 1`,
  },
  {
    name: 'products in categories',
    rule: 'where a product stands in a category, both are there, and what is copied there is what the product says',
    of: 'places of products',
    count: 'SELECT count(*) FROM product_categories',
    faults: `
      SELECT pc.store_id, pc.product_id, pc.category_id, p.deleted_at IS NOT NULL OR c.deleted_at IS NOT NULL AS is_gone
        FROM product_categories pc
        JOIN products p ON p.store_id = pc.store_id AND p.id = pc.product_id
        JOIN categories c ON c.store_id = pc.store_id AND c.id = pc.category_id
       WHERE p.deleted_at IS NOT NULL OR c.deleted_at IS NOT NULL
          OR (pc.vendor_id, pc.status, pc.name, pc.unit_price_from, pc.is_available, pc.created_at)
             IS DISTINCT FROM (p.vendor_id, p.status, p.name, p.unit_price_from, p.is_available, p.created_at)`,
  },
  {
    name: 'counts of categories',
    rule: 'a category counts the products in it and below it, each once: those on sale, and the others',
    of: 'categories',
    count: 'SELECT count(*) FROM categories WHERE deleted_at IS NULL',
    faults: `
      WITH RECURSIVE above AS (
        SELECT store_id, product_id, category_id AS id, status = 'active' AS is_open FROM product_categories
         UNION
        SELECT a.store_id, a.product_id, c.parent_id, a.is_open FROM above a
          JOIN categories c ON c.store_id = a.store_id AND c.id = a.id WHERE c.parent_id IS NOT NULL
      ), counted AS (
        SELECT store_id, id, count(*) FILTER (WHERE is_open) AS open, count(*) FILTER (WHERE NOT is_open) AS hidden
          FROM above GROUP BY 1, 2
      )
      SELECT c.store_id, c.id AS category_id, c.products_open, c.products_hidden,
             coalesce(n.open, 0) AS expected_open, coalesce(n.hidden, 0) AS expected_hidden
        FROM categories c LEFT JOIN counted n ON n.store_id = c.store_id AND n.id = c.id
       WHERE c.deleted_at IS NULL
         AND (c.products_open, c.products_hidden) IS DISTINCT FROM (coalesce(n.open, 0), coalesce(n.hidden, 0))`,
  },
  {
    name: 'category events',
    rule: 'every category has one event category.created',
    of: 'categories',
    count: 'SELECT count(*) FROM categories',
    faults: `
      SELECT c.store_id, c.id AS category_id, count(e.id) AS created FROM categories c
        LEFT JOIN events e ON e.store_id = c.store_id AND e.subject_id = c.id AND e.type = 'category.created'
       GROUP BY 1, 2 HAVING count(e.id) <> 1`,
  },
];
