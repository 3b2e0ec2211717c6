-- Files that no other row knows: not yet, or no more. A row is committed before a file is written, and goes in the
-- transaction that makes the file known; it comes in the transaction that gives a file up, and goes once the file is
-- removed. What stays is removed when it is old. No other file is ever looked at: what lies beside them is not ours.
CREATE TABLE unclaimed_files (
  store_id uuid NOT NULL REFERENCES stores,
  key text NOT NULL,
  noted_at timestamptz NOT NULL,
  PRIMARY KEY (store_id, key)
);
CREATE INDEX unclaimed_files_by_age ON unclaimed_files (store_id, noted_at);

ALTER TABLE unclaimed_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE unclaimed_files FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON unclaimed_files TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON unclaimed_files FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON unclaimed_files TO orderhouse_house;
GRANT SELECT ON unclaimed_files TO orderhouse_system;

-- Pictures of products. The files lie elsewhere (FILES_URL), under keys that follow from the id: a row has its files, and
-- those of a row that goes become unclaimed ones.
CREATE TABLE product_images (
  store_id uuid NOT NULL,
  id uuid NOT NULL,
  product_id uuid NOT NULL,
  position int NOT NULL CHECK (position >= 0),
  alt_text text NOT NULL DEFAULT '' CHECK (length(alt_text) <= 500),
  -- Of the picture as it is kept.
  ending text NOT NULL CHECK (ending IN ('jpg', 'png', 'webp')),
  width int NOT NULL CHECK (width > 0),
  height int NOT NULL CHECK (height > 0),
  bytes int NOT NULL CHECK (bytes > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- When its sizes were there; a job makes them.
  sizes_made_at timestamptz,
  PRIMARY KEY (store_id, id),
  FOREIGN KEY (store_id, product_id) REFERENCES products (store_id, id)
);
CREATE INDEX product_images_by_product ON product_images (store_id, product_id, position);
-- The key of a file names no store: an id is that of one picture in all of them. The doctor looks at the newest.
CREATE UNIQUE INDEX product_images_by_id ON product_images (id);

ALTER TABLE product_images ENABLE ROW LEVEL SECURITY;
ALTER TABLE product_images FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON product_images TO orderhouse_house USING (store_id = (SELECT current_store_id()));
-- A picture is seen by those who see its product; the policies of products say who.
CREATE POLICY as_its_product ON product_images FOR SELECT TO orderhouse_vendor, orderhouse_customer, orderhouse_anonymous
  USING (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM products p WHERE p.store_id = product_images.store_id AND p.id = product_images.product_id));
CREATE POLICY vendor_adds_own ON product_images FOR INSERT TO orderhouse_vendor
  WITH CHECK (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM products p WHERE p.store_id = product_images.store_id AND p.id = product_images.product_id
      AND p.vendor_id = (SELECT current_actor_id())));
CREATE POLICY vendor_changes_own ON product_images FOR UPDATE TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM products p WHERE p.store_id = product_images.store_id AND p.id = product_images.product_id
      AND p.vendor_id = (SELECT current_actor_id())));
CREATE POLICY vendor_removes_own ON product_images FOR DELETE TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM products p WHERE p.store_id = product_images.store_id AND p.id = product_images.product_id
      AND p.vendor_id = (SELECT current_actor_id())));
CREATE POLICY system ON product_images FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON product_images TO orderhouse_house, orderhouse_vendor;
GRANT SELECT ON product_images TO orderhouse_customer, orderhouse_anonymous, orderhouse_system;
