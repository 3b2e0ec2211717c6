-- What happened before anybody reacted to events is history: of it no mail is sent. A reader of the log that comes later
-- decides for itself where it begins.
INSERT INTO event_cursors (reader, transaction_id, event_id)
VALUES ('dispatcher', pg_snapshot_xmin(pg_current_snapshot()), 0) ON CONFLICT DO NOTHING;

-- The log of one store, and of one customer, in commit order: GET /events and streams that are taken up again.
CREATE INDEX events_of_store ON events (store_id, transaction_id, id);
CREATE INDEX events_of_customer ON events (store_id, customer_id, transaction_id, id) WHERE customer_id IS NOT NULL;

-- The house deletes what is kept for a time only. Nobody deletes anything else.
GRANT DELETE ON idempotency_keys, sessions, refresh_tokens TO orderhouse_house;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (store_id, created_at);
CREATE INDEX sessions_by_end ON sessions (store_id, expires_at);
CREATE INDEX refresh_tokens_used ON refresh_tokens (store_id, used_at) WHERE used_at IS NOT NULL;
