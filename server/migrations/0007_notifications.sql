-- How mails write money, times and countries, by BCP 47.
ALTER TABLE stores ADD COLUMN locale text NOT NULL DEFAULT 'en-GB'
  CHECK (locale ~ '^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$' AND length(locale) <= 64);
-- Vendors are told when the stock of a variant falls to this; 0 tells only of what is sold out.
ALTER TABLE stores ADD COLUMN low_stock_threshold int NOT NULL DEFAULT 5
  CHECK (low_stock_threshold BETWEEN 0 AND 1000000000);

-- What was sent to whom. A row is made when its mail is first tried; what still waits is a job.
CREATE TABLE notifications (
  store_id uuid NOT NULL,
  -- Made of the event, the kind and the recipient, so that every process and every attempt comes to the same one.
  id uuid NOT NULL,
  event_id bigint NOT NULL,
  kind text NOT NULL,
  recipient_id uuid NOT NULL,
  recipient_email text NOT NULL,
  -- What the mail is about, as the event has it.
  subject_type text NOT NULL,
  subject_id uuid NOT NULL,
  message_id text NOT NULL,
  mail_subject text,
  state text NOT NULL CHECK (state IN ('sending', 'sent', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  last_error text,
  -- Whoever tries holds it until then; after a crash the next one waits no longer.
  claimed_until timestamptz NOT NULL DEFAULT '-infinity',
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
  PRIMARY KEY (store_id, id)
);
-- One event mails one recipient once.
CREATE UNIQUE INDEX notifications_once ON notifications (store_id, event_id, recipient_id, kind);
CREATE INDEX notifications_by_created ON notifications (store_id, created_at, id);
CREATE INDEX notifications_by_subject ON notifications (store_id, subject_id, created_at, id);
CREATE INDEX notifications_unsent ON notifications (store_id, created_at, id) WHERE state <> 'sent';
CREATE INDEX notifications_sent ON notifications (store_id, sent_at) WHERE sent_at IS NOT NULL;

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
CREATE POLICY whole_store ON notifications TO orderhouse_house USING (store_id = (SELECT current_store_id()));
CREATE POLICY system ON notifications FOR SELECT TO orderhouse_system USING (true);
-- What was sent is kept for a time; nothing else is ever deleted.
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications TO orderhouse_house;
GRANT SELECT ON notifications TO orderhouse_system;
