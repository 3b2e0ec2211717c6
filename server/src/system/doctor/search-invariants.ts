import type { Invariant } from './invariant.ts';

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
];
