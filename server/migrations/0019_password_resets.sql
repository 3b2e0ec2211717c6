-- Asked for by whoever forgot a password. The token of a link stands in its mail alone; what is kept is its hash. A mail that
-- is tried again has another token, and each of them opens the reset, once.
CREATE TABLE password_resets (
  store_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  token_hashes text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- Used, or the password was changed otherwise.
  closed_at timestamptz,
  PRIMARY KEY (store_id, id),
  FOREIGN KEY (store_id, user_id) REFERENCES users (store_id, id)
);
CREATE INDEX password_resets_by_user ON password_resets (store_id, user_id, created_at);
CREATE INDEX password_resets_by_end ON password_resets (store_id, expires_at);

ALTER TABLE password_resets ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_resets FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON password_resets TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON password_resets FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON password_resets TO orderhouse_house;
GRANT SELECT ON password_resets TO orderhouse_system;
