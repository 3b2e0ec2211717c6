-- Whose it is, as its product says: set by the verbs that set it there. A vendor of a large store finds its own, the scarcest
-- first, by one walk of an index, however little of the store it has.
ALTER TABLE variants ADD COLUMN vendor_id uuid;
ALTER TABLE products NO FORCE ROW LEVEL SECURITY;
ALTER TABLE variants NO FORCE ROW LEVEL SECURITY;
UPDATE variants v SET vendor_id = p.vendor_id FROM products p WHERE p.store_id = v.store_id AND p.id = v.product_id;
ALTER TABLE products FORCE ROW LEVEL SECURITY;
ALTER TABLE variants FORCE ROW LEVEL SECURITY;
ALTER TABLE variants ALTER COLUMN vendor_id SET NOT NULL;
CREATE INDEX variants_by_vendor ON variants (store_id, vendor_id, stock_magnitude, id) WHERE deleted_at IS NULL;
CREATE INDEX variants_by_vendor_low_by_own ON variants (store_id, vendor_id, stock_magnitude, id)
  WHERE deleted_at IS NULL AND is_low_by_own;
-- What is not low although the store's threshold says so.
CREATE INDEX variants_by_own_threshold ON variants (store_id, stock_magnitude, id)
  WHERE deleted_at IS NULL AND low_stock_threshold IS NOT NULL;
CREATE INDEX variants_by_vendor_own_threshold ON variants (store_id, vendor_id, stock_magnitude, id)
  WHERE deleted_at IS NULL AND low_stock_threshold IS NOT NULL;

-- No vendor makes anything of its own another's, nor part of another's product.
ALTER POLICY vendor_adds_own ON variants
  WITH CHECK (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()) AND EXISTS (
    SELECT FROM products p WHERE p.store_id = variants.store_id AND p.id = variants.product_id
      AND p.vendor_id = (SELECT current_actor_id())));
ALTER POLICY vendor_changes_own ON variants
  USING (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()))
  WITH CHECK (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()) AND EXISTS (
    SELECT FROM products p WHERE p.store_id = variants.store_id AND p.id = variants.product_id
      AND p.vendor_id = (SELECT current_actor_id())));
