CREATE TABLE products (
  store_id uuid NOT NULL REFERENCES stores,
  id uuid NOT NULL,
  vendor_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  description text NOT NULL DEFAULT '',
  status text NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
  -- The smallest price of its variants, kept by the verbs that change them, so that lists sort and page by it.
  unit_price_from bigint NOT NULL CHECK (unit_price_from >= 0),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  PRIMARY KEY (store_id, id),
  FOREIGN KEY (store_id, vendor_id) REFERENCES users (store_id, id)
);
CREATE INDEX products_by_created ON products (store_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_name ON products (store_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_price ON products (store_id, unit_price_from, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_vendor ON products (store_id, vendor_id, created_at, id) WHERE deleted_at IS NULL;

-- What is sold. fillfactor leaves room on the page, so that taking stock is a HOT update that touches no index.
CREATE TABLE variants (
  store_id uuid NOT NULL,
  id uuid NOT NULL,
  product_id uuid NOT NULL,
  position int NOT NULL,
  sku text NOT NULL CHECK (length(sku) BETWEEN 1 AND 64),
  sku_key text NOT NULL GENERATED ALWAYS AS (lower(sku)) STORED,
  title text NOT NULL DEFAULT '',
  options jsonb NOT NULL DEFAULT '{}',
  unit_price bigint NOT NULL CHECK (unit_price >= 0),
  stock int NOT NULL DEFAULT 0 CHECK (stock >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  PRIMARY KEY (store_id, id),
  FOREIGN KEY (store_id, product_id) REFERENCES products (store_id, id)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX variants_sku ON variants (store_id, sku_key) WHERE deleted_at IS NULL;
CREATE INDEX variants_by_product ON variants (store_id, product_id, position) WHERE deleted_at IS NULL;

CREATE TABLE stock_adjustments (
  store_id uuid NOT NULL,
  id uuid NOT NULL,
  variant_id uuid NOT NULL,
  delta int NOT NULL,
  reason text NOT NULL
    CHECK (reason IN ('initial', 'received', 'counted', 'damaged', 'lost', 'returned', 'correction')),
  note text,
  -- Units in stock after it.
  stock int NOT NULL CHECK (stock >= 0),
  actor_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, id),
  FOREIGN KEY (store_id, variant_id) REFERENCES variants (store_id, id)
);
CREATE INDEX stock_adjustments_by_variant ON stock_adjustments (store_id, variant_id, created_at, id);

ALTER TABLE products ENABLE ROW LEVEL SECURITY;
ALTER TABLE products FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON products TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY open_catalogue ON products FOR SELECT TO orderhouse_customer, orderhouse_anonymous
  USING (store_id = (SELECT current_store_id()) AND status = 'active' AND deleted_at IS NULL);
CREATE POLICY open_catalogue_and_own ON products FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id())
         AND ((status = 'active' AND deleted_at IS NULL) OR vendor_id = (SELECT current_actor_id())));
CREATE POLICY vendor_adds_own ON products FOR INSERT TO orderhouse_vendor
  WITH CHECK (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()));
CREATE POLICY vendor_changes_own ON products FOR UPDATE TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()));
CREATE POLICY system ON products FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE ON products TO orderhouse_house, orderhouse_vendor;
GRANT SELECT ON products TO orderhouse_customer, orderhouse_anonymous, orderhouse_system;

ALTER TABLE variants ENABLE ROW LEVEL SECURITY;
ALTER TABLE variants FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON variants TO orderhouse_house USING (store_id = (SELECT current_store_id()));
-- A variant is seen by those who see its product; the policies of products say who.
CREATE POLICY as_its_product ON variants FOR SELECT TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous
  USING (store_id = (SELECT current_store_id())
         AND EXISTS (SELECT FROM products p WHERE p.store_id = variants.store_id AND p.id = variants.product_id));
CREATE POLICY vendor_adds_own ON variants FOR INSERT TO orderhouse_vendor
  WITH CHECK (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM products p WHERE p.store_id = variants.store_id AND p.id = variants.product_id
      AND p.vendor_id = (SELECT current_actor_id())));
CREATE POLICY vendor_changes_own ON variants FOR UPDATE TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM products p WHERE p.store_id = variants.store_id AND p.id = variants.product_id
      AND p.vendor_id = (SELECT current_actor_id())));
CREATE POLICY system ON variants FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE ON variants TO orderhouse_house, orderhouse_vendor;
GRANT SELECT ON variants TO orderhouse_customer, orderhouse_anonymous, orderhouse_system;

ALTER TABLE stock_adjustments ENABLE ROW LEVEL SECURITY;
ALTER TABLE stock_adjustments FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON stock_adjustments TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY vendor_of_the_variant ON stock_adjustments TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM variants v JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
     WHERE v.store_id = stock_adjustments.store_id AND v.id = stock_adjustments.variant_id
       AND p.vendor_id = (SELECT current_actor_id())));
CREATE POLICY system ON stock_adjustments FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT ON stock_adjustments TO orderhouse_house, orderhouse_vendor;
GRANT SELECT ON stock_adjustments TO orderhouse_system;
