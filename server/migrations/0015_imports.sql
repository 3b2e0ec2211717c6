-- Files that were brought in, or are being brought in. The file itself lies with the other files, under `file_key`.
CREATE TABLE imports (
  store_id uuid NOT NULL REFERENCES stores,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('products', 'orders')),
  format text NOT NULL CHECK (format IN ('csv', 'jsonl', 'shopify', 'online-retail')),
  status text NOT NULL CHECK (status IN ('waiting', 'running', 'finished', 'failed', 'cancelled')),
  dry_run boolean NOT NULL,
  options jsonb NOT NULL DEFAULT '{}',
  file_name text NOT NULL,
  file_key text NOT NULL,
  file_bytes bigint NOT NULL CHECK (file_bytes >= 0),
  -- Who brought it; null for the house itself, at a terminal.
  actor_id uuid,
  actor_role text NOT NULL CHECK (actor_role IN ('admin', 'vendor', 'house')),
  -- Whose products are that are new and name no vendor.
  vendor_id uuid,
  -- Counts up each time it is to be done, so that each has a job of its own.
  run_no int NOT NULL DEFAULT 1,
  -- The header of a CSV file, for those of its rows that are given back.
  titles text[],
  rows_total int,
  rows_done int NOT NULL DEFAULT 0,
  -- Everything up to this line is decided and written: where it goes on after a kill.
  last_line int NOT NULL DEFAULT 0,
  created int NOT NULL DEFAULT 0,
  updated int NOT NULL DEFAULT 0,
  unchanged int NOT NULL DEFAULT 0,
  refused int NOT NULL DEFAULT 0,
  refused_rows int NOT NULL DEFAULT 0,
  warnings int NOT NULL DEFAULT 0,
  notes jsonb NOT NULL DEFAULT '[]',
  problem text,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  PRIMARY KEY (store_id, id)
);
CREATE INDEX imports_by_created ON imports (store_id, created_at, id);
CREATE INDEX imports_by_actor ON imports (store_id, actor_id, created_at, id);
CREATE INDEX imports_finished ON imports (store_id, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX imports_waiting ON imports (store_id, created_at, id) WHERE status = 'waiting';

-- What is wrong with rows, or to be known of them. A row that is refused is kept as it was, once.
CREATE TABLE import_faults (
  store_id uuid NOT NULL,
  import_id uuid NOT NULL,
  id int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('refused', 'warning')),
  line_number int NOT NULL,
  column_name text,
  reason text NOT NULL,
  cells text[],
  PRIMARY KEY (store_id, import_id, id),
  FOREIGN KEY (store_id, import_id) REFERENCES imports (store_id, id) ON DELETE CASCADE
);

ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE imports FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON imports TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY own ON imports TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND actor_id = (SELECT current_actor_id()))
  WITH CHECK (store_id = (SELECT current_store_id()) AND actor_id = (SELECT current_actor_id())
              AND vendor_id = (SELECT current_actor_id()));
CREATE POLICY system ON imports FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON imports TO orderhouse_house;
GRANT SELECT, INSERT, UPDATE ON imports TO orderhouse_vendor;
GRANT SELECT ON imports TO orderhouse_system;

ALTER TABLE import_faults ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_faults FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON import_faults TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY of_own_imports ON import_faults FOR SELECT TO orderhouse_vendor
  USING (store_id = (SELECT current_store_id()) AND EXISTS (
    SELECT FROM imports i WHERE i.store_id = import_faults.store_id AND i.id = import_faults.import_id));
CREATE POLICY system ON import_faults FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, DELETE ON import_faults TO orderhouse_house;
GRANT SELECT ON import_faults TO orderhouse_vendor, orderhouse_system;
