-- The tree of a store. A slug is unique among its siblings: the path of slugs from the top is an address, as that of a
-- file, and `sale` may stand under both `women` and `men`.
CREATE TABLE categories (
  store_id uuid NOT NULL REFERENCES stores,
  id uuid NOT NULL,
  -- NULL at the top.
  parent_id uuid,
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 60),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  description text NOT NULL DEFAULT '',
  -- Among its siblings, from 0.
  position int NOT NULL CHECK (position >= 0),
  -- Distinct products of its branch: those that everybody sees, and the others. Kept by the verbs that change them.
  products_open int NOT NULL DEFAULT 0 CHECK (products_open >= 0),
  products_hidden int NOT NULL DEFAULT 0 CHECK (products_hidden >= 0),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  PRIMARY KEY (store_id, id),
  FOREIGN KEY (store_id, parent_id) REFERENCES categories (store_id, id)
);
CREATE UNIQUE INDEX categories_slug ON categories (store_id, parent_id, slug) NULLS NOT DISTINCT WHERE deleted_at IS NULL;

-- Something of it is in stock. Follows from its variants: set by the verbs that change them, and by a job after the event
-- of one that ran out or came back, so that placing orders does not write to products.
ALTER TABLE products ADD COLUMN is_available boolean NOT NULL DEFAULT false;
ALTER TABLE products NO FORCE ROW LEVEL SECURITY;
ALTER TABLE variants NO FORCE ROW LEVEL SECURITY;
UPDATE products p SET is_available = true
 WHERE EXISTS (SELECT FROM variants v
                WHERE v.store_id = p.store_id AND v.product_id = p.id AND v.deleted_at IS NULL AND v.stock > 0);
ALTER TABLE products FORCE ROW LEVEL SECURITY;
ALTER TABLE variants FORCE ROW LEVEL SECURITY;

-- What lists sort and filter by is copied here, so that one index serves a category in each order.
CREATE TABLE product_categories (
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  category_id uuid NOT NULL,
  vendor_id uuid NOT NULL,
  status text NOT NULL,
  name text NOT NULL,
  unit_price_from bigint NOT NULL,
  is_available boolean NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (store_id, product_id, category_id),
  FOREIGN KEY (store_id, product_id) REFERENCES products (store_id, id),
  FOREIGN KEY (store_id, category_id) REFERENCES categories (store_id, id)
);
-- An order of a list is an index: what stands behind the id is filtered by without looking at the table.
CREATE INDEX product_categories_by_created ON product_categories
  (store_id, category_id, status, created_at, product_id, is_available, vendor_id, unit_price_from);
CREATE INDEX product_categories_by_name ON product_categories
  (store_id, category_id, status, name, product_id, is_available, vendor_id, unit_price_from);
CREATE INDEX product_categories_by_price ON product_categories
  (store_id, category_id, status, unit_price_from, product_id, is_available, vendor_id);
-- A vendor's few among the many of a category, and what it has that nobody else sees.
CREATE INDEX product_categories_by_vendor ON product_categories (store_id, vendor_id, category_id, status, product_id)
  INCLUDE (name, unit_price_from, created_at, is_available);

DROP INDEX products_by_created, products_by_name, products_by_price, products_by_vendor;
CREATE INDEX products_by_created ON products (store_id, status, created_at, id, is_available, vendor_id, unit_price_from)
  WHERE deleted_at IS NULL;
CREATE INDEX products_by_name ON products (store_id, status, name, id, is_available, vendor_id, unit_price_from)
  WHERE deleted_at IS NULL;
CREATE INDEX products_by_price ON products (store_id, status, unit_price_from, id, is_available, vendor_id)
  WHERE deleted_at IS NULL;
CREATE INDEX products_by_vendor ON products (store_id, vendor_id, status, created_at, id, is_available, unit_price_from)
  WHERE deleted_at IS NULL;
CREATE INDEX products_by_vendor_and_name ON products (store_id, vendor_id, status, name, id, is_available, unit_price_from)
  WHERE deleted_at IS NULL;
CREATE INDEX products_by_vendor_and_price ON products (store_id, vendor_id, status, unit_price_from, id, is_available)
  WHERE deleted_at IS NULL;

ALTER TABLE categories ENABLE ROW LEVEL SECURITY;
ALTER TABLE categories FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON categories TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY open_catalogue ON categories FOR SELECT TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous
  USING (store_id = (SELECT current_store_id()) AND deleted_at IS NULL);
CREATE POLICY system ON categories FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE ON categories TO orderhouse_house;
GRANT SELECT ON categories TO orderhouse_system;
-- How much of the catalogue is not shown is shown to nobody either.
GRANT SELECT (store_id, id, parent_id, slug, name, description, position, products_open, version, created_at, updated_at, deleted_at)
  ON categories TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous;

ALTER TABLE product_categories ENABLE ROW LEVEL SECURITY;
ALTER TABLE product_categories FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON product_categories TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY open_catalogue ON product_categories FOR SELECT TO orderhouse_customer, orderhouse_anonymous
  USING (store_id = (SELECT current_store_id()) AND status = 'active');
CREATE POLICY open_catalogue_and_own ON product_categories FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND (status = 'active' OR vendor_id = (SELECT current_actor_id())));
CREATE POLICY system ON product_categories FOR SELECT TO orderhouse_system USING (true);
-- A vendor's product is put into categories by the house, once the policies of products have shown that it is the vendor's.
GRANT SELECT, INSERT, UPDATE, DELETE ON product_categories TO orderhouse_house;
GRANT SELECT ON product_categories TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous, orderhouse_system;
-- OFFSET 0 keeps the planner from reading all products into a hash, which it did for a page's variants in large stores:
-- each variant looks its product up by its key.
ALTER POLICY as_its_product ON variants
  USING (store_id = (SELECT current_store_id())
         AND EXISTS (SELECT FROM products p WHERE p.store_id = variants.store_id AND p.id = variants.product_id OFFSET 0));
