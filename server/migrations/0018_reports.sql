-- What reports read, beside orders_by_day and sales_by_day: kept by the same job, from the same place in the log.
--
-- Orders of which something is a vendor's, by the day of the store's time zone on which they were placed.
CREATE TABLE vendor_orders_by_day (
  store_id uuid NOT NULL,
  vendor_id uuid NOT NULL,
  day date NOT NULL,
  orders int NOT NULL,
  units bigint NOT NULL,
  revenue bigint NOT NULL,
  PRIMARY KEY (store_id, vendor_id, day)
);
-- By calendar months, so that the best of a month stand first in an index however much else was sold in it.
CREATE TABLE product_sales_by_month (
  store_id uuid NOT NULL,
  -- Its first day.
  month date NOT NULL,
  product_id uuid NOT NULL,
  vendor_id uuid NOT NULL,
  units bigint NOT NULL,
  revenue bigint NOT NULL,
  PRIMARY KEY (store_id, month, product_id, vendor_id)
);
CREATE INDEX product_sales_by_units ON product_sales_by_month (store_id, month, units, product_id, vendor_id);
CREATE INDEX product_sales_by_revenue ON product_sales_by_month (store_id, month, revenue, product_id, vendor_id);
CREATE INDEX product_sales_of_vendor_by_units ON product_sales_by_month (store_id, vendor_id, month, units, product_id);
CREATE INDEX product_sales_of_vendor_by_revenue ON product_sales_by_month (store_id, vendor_id, month, revenue, product_id);
-- How many orders are in which state now, cancelled ones too, and vendors' parts of them. Two transitions may be counted
-- the wrong way round, so that for a moment a number is below 0.
CREATE TABLE orders_by_status (
  store_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'processing', 'shipped', 'delivered', 'cancelled')),
  orders bigint NOT NULL,
  total bigint NOT NULL,
  PRIMARY KEY (store_id, status)
);
CREATE TABLE fulfillments_by_status (
  store_id uuid NOT NULL,
  vendor_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'processing', 'shipped', 'delivered', 'cancelled')),
  orders bigint NOT NULL,
  total bigint NOT NULL,
  PRIMARY KEY (store_id, vendor_id, status)
);

-- Without a cursor a store is counted from the beginning of its log.
ALTER TABLE sales_cursors NO FORCE ROW LEVEL SECURITY;
DELETE FROM sales_cursors;
-- Whoever writes a cursor says that it counts these as well: a worker of the version before, which knows nothing of them, can
-- no longer move it on past what they lack.
ALTER TABLE sales_cursors ADD COLUMN counts_states boolean NOT NULL CHECK (counts_states);
ALTER TABLE sales_cursors FORCE ROW LEVEL SECURITY;

ALTER TABLE vendor_orders_by_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE vendor_orders_by_day FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON vendor_orders_by_day TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY own ON vendor_orders_by_day FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()));
CREATE POLICY system ON vendor_orders_by_day FOR SELECT TO orderhouse_system USING (true);

ALTER TABLE product_sales_by_month ENABLE ROW LEVEL SECURITY;
ALTER TABLE product_sales_by_month FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON product_sales_by_month TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY own ON product_sales_by_month FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()));
CREATE POLICY system ON product_sales_by_month FOR SELECT TO orderhouse_system USING (true);

ALTER TABLE orders_by_status ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders_by_status FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON orders_by_status TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON orders_by_status FOR SELECT TO orderhouse_system USING (true);

ALTER TABLE fulfillments_by_status ENABLE ROW LEVEL SECURITY;
ALTER TABLE fulfillments_by_status FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON fulfillments_by_status TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY own ON fulfillments_by_status FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND vendor_id = (SELECT current_actor_id()));
CREATE POLICY system ON fulfillments_by_status FOR SELECT TO orderhouse_system USING (true);

GRANT SELECT, INSERT, UPDATE, DELETE
   ON vendor_orders_by_day, product_sales_by_month, orders_by_status, fulfillments_by_status TO orderhouse_house;
GRANT SELECT ON vendor_orders_by_day, product_sales_by_month, fulfillments_by_status TO orderhouse_vendor;
GRANT SELECT ON vendor_orders_by_day, product_sales_by_month, orders_by_status, fulfillments_by_status TO orderhouse_system;

-- How far a store is counted is read with its reports.
CREATE POLICY vendor_reads ON sales_cursors FOR SELECT TO orderhouse_vendor USING (store_id = (SELECT current_store_id()));
GRANT SELECT ON sales_cursors TO orderhouse_vendor;
