-- Pictures that files of products name by their addresses. Each is a row with the product that it is for, in the commit that
-- brings the product in; it is fetched afterwards. A row that is there is the work, a job is only a nudge.
CREATE TABLE import_pictures (
  store_id uuid NOT NULL,
  id uuid NOT NULL,
  import_id uuid NOT NULL,
  product_id uuid NOT NULL,
  -- Who takes turns with others: whose product it was when it came.
  vendor_id uuid NOT NULL,
  -- Among the pictures that the file names for the product, from 0.
  place int NOT NULL CHECK (place >= 0),
  url text NOT NULL CHECK (length(url) <= 2000),
  alt_text text NOT NULL DEFAULT '' CHECK (length(alt_text) <= 500),
  line_number int NOT NULL CHECK (line_number > 0),
  column_name text,
  status text NOT NULL CHECK (status IN ('waiting', 'fetched', 'failed')),
  -- Begun ones, also those whose process died.
  attempts int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- When it is due; while it is being fetched, when whoever does that counts as dead. Null while its import is cancelled,
  -- and once it has ended.
  next_attempt_at timestamptz,
  -- The picture that it became.
  image_id uuid,
  PRIMARY KEY (store_id, id),
  FOREIGN KEY (store_id, import_id) REFERENCES imports (store_id, id) ON DELETE CASCADE,
  FOREIGN KEY (store_id, product_id) REFERENCES products (store_id, id),
  CHECK (status = 'waiting' OR next_attempt_at IS NULL),
  CHECK ((status = 'fetched') = (image_id IS NOT NULL))
);
CREATE INDEX import_pictures_by_import ON import_pictures (store_id, import_id);
CREATE INDEX import_pictures_by_product ON import_pictures (store_id, product_id, place);
-- Whose turn it is takes what is due longest.
CREATE INDEX import_pictures_due ON import_pictures (store_id, vendor_id, next_attempt_at, id) WHERE status = 'waiting';

ALTER TABLE import_pictures ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_pictures FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON import_pictures TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON import_pictures FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON import_pictures TO orderhouse_house;
GRANT SELECT ON import_pictures TO orderhouse_system;

-- How many pictures there are to be, are there, and will not come.
ALTER TABLE imports
  ADD COLUMN pictures_wanted int NOT NULL DEFAULT 0,
  ADD COLUMN pictures_fetched int NOT NULL DEFAULT 0,
  ADD COLUMN pictures_failed int NOT NULL DEFAULT 0;

-- A picture that could not be had is told beside what is wrong with rows.
ALTER TABLE import_faults
  DROP CONSTRAINT import_faults_kind_check,
  ADD CONSTRAINT import_faults_kind_check CHECK (kind IN ('refused', 'warning', 'picture'));
