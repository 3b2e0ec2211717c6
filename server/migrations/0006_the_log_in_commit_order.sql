-- Readers of the log go by transaction first: below the horizon of a snapshot (pg_snapshot_xmin) every transaction has
-- ended, so nothing that commits late can slip in behind them.
CREATE INDEX events_in_commit_order ON events (transaction_id, id);

-- How far a reader of the log has come. Of the house, not of a store: one reader reads all stores.
CREATE TABLE event_cursors (
  reader text PRIMARY KEY,
  transaction_id xid8 NOT NULL,
  event_id bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON event_cursors TO orderhouse_system;
