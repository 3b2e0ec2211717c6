-- Where a store's events are sent, and each sending. Secrets are sealed by the server (AES-256-GCM) before they come here.
CREATE TABLE webhook_endpoints (
  store_id uuid NOT NULL REFERENCES stores,
  id uuid NOT NULL,
  url text NOT NULL CHECK (length(url) <= 2048),
  description text NOT NULL DEFAULT '',
  event_types text[] NOT NULL CHECK (cardinality(event_types) > 0),
  is_enabled boolean NOT NULL DEFAULT true,
  disabled_at timestamptz,
  disabled_reason text CHECK (disabled_reason IN ('by_admin', 'failing', 'gone')),
  -- Since when every attempt has failed.
  failing_since timestamptz,
  secret_sealed text NOT NULL,
  -- Signs as well until then, so that a receiver can change over.
  previous_secret_sealed text,
  previous_secret_until timestamptz,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Its deliveries stay readable; its secrets are wiped.
  deleted_at timestamptz,
  PRIMARY KEY (store_id, id)
);
CREATE INDEX webhook_endpoints_by_created ON webhook_endpoints (store_id, created_at, id) WHERE deleted_at IS NULL;

CREATE TABLE webhook_deliveries (
  store_id uuid NOT NULL,
  -- Follows from event and endpoint, and is sent as webhook-id: a repeat can be recognised.
  id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  event_id bigint,
  event_type text NOT NULL,
  is_test boolean NOT NULL DEFAULT false,
  request_body text NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  -- Since it began, or was last replayed.
  attempts_in_round int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  -- Somebody is sending it; later, whoever did has died.
  claimed_until timestamptz,
  -- When a job was last added because none had come in time; before next_attempt_at it speaks of an earlier attempt.
  requeued_at timestamptz,
  last_error text,
  request_url text,
  request_headers jsonb,
  response_status int,
  response_body text,
  history jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (store_id, id),
  FOREIGN KEY (store_id, endpoint_id) REFERENCES webhook_endpoints (store_id, id),
  CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (store_id, endpoint_id, created_at, id);
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (store_id, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';

ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_endpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON webhook_endpoints TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON webhook_endpoints FOR SELECT TO orderhouse_system USING (true);
GRANT SELECT, INSERT, UPDATE ON webhook_endpoints TO orderhouse_house;
-- Never the secrets.
GRANT SELECT (store_id, id, event_types, is_enabled, deleted_at) ON webhook_endpoints TO orderhouse_system;

ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON webhook_deliveries TO orderhouse_house USING (store_id = (SELECT current_store_id()));
-- The reader of the log writes them in the transaction that moves it on.
CREATE POLICY system ON webhook_deliveries TO orderhouse_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_deliveries TO orderhouse_house;
GRANT SELECT, INSERT, UPDATE (requeued_at) ON webhook_deliveries TO orderhouse_system;

-- A known text, sealed with the key that this database belongs to: who starts with another learns it at once.
CREATE TABLE sealing_check (
  id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  sealed text NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON sealing_check TO orderhouse_system;
