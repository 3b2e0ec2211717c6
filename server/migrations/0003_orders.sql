-- One counter a store, counted up by the statement that writes the orders: numbers have no gaps, and its row
-- lock makes the writes of several processes to one store queue between write and commit, never deadlock.
CREATE TABLE order_counters (
  store_id uuid PRIMARY KEY REFERENCES stores,
  last_number bigint NOT NULL DEFAULT 1000
) WITH (fillfactor = 50);

-- Rows of the hot path carry no foreign keys: variants and users are locked or read in the same transaction and
-- are never deleted (nobody holds DELETE on them), and the doctor looks for orphans. docs/decisions/0005.
CREATE TABLE orders (
  store_id uuid NOT NULL,
  id uuid NOT NULL,
  number bigint NOT NULL,
  customer_id uuid,
  customer_name text,
  customer_email text,
  customer_reference text,
  phone text,
  shipping_address jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'processing', 'shipped', 'delivered', 'cancelled')),
  payment_status text NOT NULL DEFAULT 'unpaid' CHECK (payment_status IN ('unpaid', 'paid', 'failed', 'refunded')),
  payment_provider text CHECK (payment_provider IN ('manual', 'simulated')),
  currency text NOT NULL,
  total bigint NOT NULL CHECK (total >= 0),
  notes text,
  -- Of history from another system: where it came from and its number there. Such an order took no stock.
  import_source text,
  external_reference text,
  placed_at timestamptz NOT NULL,
  cancellable_until timestamptz NOT NULL,
  cancelled_at timestamptz,
  cancel_reason text,
  version int NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL,
  CHECK ((import_source IS NULL) = (external_reference IS NULL)),
  PRIMARY KEY (store_id, id)
);
CREATE UNIQUE INDEX orders_number ON orders (store_id, number);
CREATE INDEX orders_by_placed ON orders (store_id, placed_at, id);
CREATE INDEX orders_by_customer ON orders (store_id, customer_id, placed_at, id) WHERE customer_id IS NOT NULL;
CREATE UNIQUE INDEX orders_import ON orders (store_id, import_source, external_reference) WHERE import_source IS NOT NULL;

CREATE TABLE order_lines (
  store_id uuid NOT NULL,
  order_id uuid NOT NULL,
  line_no int NOT NULL,
  variant_id uuid NOT NULL,
  vendor_id uuid NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  unit_price bigint NOT NULL CHECK (unit_price >= 0),
  quantity int NOT NULL CHECK (quantity > 0),
  line_total bigint NOT NULL CHECK (line_total = unit_price * quantity),
  PRIMARY KEY (store_id, order_id, line_no)
);

-- One for each vendor in an order; the order's status follows from them.
CREATE TABLE fulfillments (
  store_id uuid NOT NULL,
  order_id uuid NOT NULL,
  vendor_id uuid NOT NULL,
  -- Copied from the order, so that the policies of orders and fulfillments do not ask each other in a circle.
  customer_id uuid,
  status text NOT NULL CHECK (status IN ('pending', 'processing', 'shipped', 'delivered', 'cancelled')),
  carrier text,
  tracking_number text,
  shipped_at timestamptz,
  delivered_at timestamptz,
  PRIMARY KEY (store_id, order_id, vendor_id)
);
CREATE INDEX fulfillments_by_vendor ON fulfillments (store_id, vendor_id, order_id);

CREATE TABLE payments (
  store_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  provider text NOT NULL CHECK (provider IN ('manual', 'simulated')),
  amount bigint NOT NULL CHECK (amount >= 0),
  currency text NOT NULL,
  status text NOT NULL CHECK (status IN ('paid', 'failed')),
  reference text,
  failure text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (store_id, id),
  FOREIGN KEY (store_id, order_id) REFERENCES orders (store_id, id)
);
CREATE INDEX payments_by_order ON payments (store_id, order_id, created_at);

-- Accepted rows of a file on their way into orders; emptied when the import is done.
CREATE UNLOGGED TABLE import_rows (
  store_id uuid NOT NULL,
  import_id uuid NOT NULL,
  line_number int NOT NULL,
  external_reference text NOT NULL,
  sku text NOT NULL,
  sku_key text NOT NULL GENERATED ALWAYS AS (lower(sku)) STORED,
  name text NOT NULL,
  unit_price bigint NOT NULL,
  quantity int NOT NULL,
  placed_at timestamptz NOT NULL,
  customer_reference text,
  country text,
  PRIMARY KEY (store_id, import_id, external_reference, line_number)
);

ALTER TABLE order_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON order_counters TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON order_counters FOR SELECT TO orderhouse_system USING (true);

ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON orders TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON orders FOR SELECT TO orderhouse_system USING (true);

ALTER TABLE order_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON order_lines TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON order_lines FOR SELECT TO orderhouse_system USING (true);

ALTER TABLE fulfillments ENABLE ROW LEVEL SECURITY;
ALTER TABLE fulfillments FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON fulfillments TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON fulfillments FOR SELECT TO orderhouse_system USING (true);

ALTER TABLE payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE payments FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON payments TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON payments FOR SELECT TO orderhouse_system USING (true);

ALTER TABLE import_rows ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_rows FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON import_rows TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON import_rows FOR SELECT TO orderhouse_system USING (true);

CREATE POLICY system_opens ON order_counters FOR INSERT TO orderhouse_system WITH CHECK (true);
GRANT SELECT, UPDATE ON order_counters TO orderhouse_house;
GRANT SELECT, INSERT ON order_counters TO orderhouse_system;

-- Vendors and customers read; the house alone writes, once a verb has decided.
CREATE POLICY own_orders ON orders FOR SELECT TO orderhouse_customer
  USING (store_id = (SELECT current_store_id()) AND customer_id = (SELECT current_actor_id()));
CREATE POLICY orders_with_own_lines ON orders FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM fulfillments f WHERE f.store_id = orders.store_id AND f.order_id = orders.id
      AND f.vendor_id = (SELECT current_actor_id())));

CREATE POLICY lines_of_own_orders ON order_lines FOR SELECT TO orderhouse_customer
  USING (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM orders o WHERE o.store_id = order_lines.store_id AND o.id = order_lines.order_id));
CREATE POLICY own_lines ON order_lines FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()));

CREATE POLICY of_own_orders ON fulfillments FOR SELECT TO orderhouse_customer
  USING (store_id = (SELECT current_store_id()) AND customer_id = (SELECT current_actor_id()));
CREATE POLICY own_fulfillments ON fulfillments FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()));

CREATE POLICY of_own_orders ON payments FOR SELECT TO orderhouse_customer
  USING (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM orders o WHERE o.store_id = payments.store_id AND o.id = payments.order_id));

GRANT SELECT, INSERT, UPDATE ON orders, fulfillments TO orderhouse_house;
GRANT SELECT, INSERT ON order_lines, payments TO orderhouse_house;
GRANT SELECT, INSERT, DELETE ON import_rows TO orderhouse_house;
GRANT SELECT ON orders, order_lines, fulfillments TO orderhouse_vendor, orderhouse_customer;
-- A vendor may look for payments and finds none; what a customer paid is between it and the store.
GRANT SELECT ON payments TO orderhouse_customer, orderhouse_vendor;
GRANT SELECT ON orders, order_lines, fulfillments, payments, import_rows TO orderhouse_system;
