import type { WebhookDelivery, WebhookDeliveryDetails } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import { varies } from '../platform/database/statement-names.ts';

const summary = `d.id, d.endpoint_id, d.event_id, d.event_type, d.is_test, d.status, d.attempts, d.next_attempt_at,
  d.response_status, d.last_error, d.created_at, d.finished_at`;
const summaryColumns = sql.raw(summary);
const columns = sql.raw(`${summary}, d.request_url, d.request_headers, d.request_body, d.response_body, d.history`);
/** The clock of the database, which all processes share; as exact as what is sent to and fro. */
const databaseTime = sql`date_trunc('milliseconds', clock_timestamp())`;

/** @returns what time it is by the clock that decides what is due and whose claim has ended. */
export async function readDatabaseTime(connection: Connection): Promise<Date> {
  const { rows } = await sql<{ at: string }>`SELECT ${databaseTime} AS at`.execute(connection);
  if (!rows[0]) throw new Error('the database does not tell the time');
  return new Date(rows[0].at);
}

export async function readDelivery(connection: Connection, id: string): Promise<WebhookDeliveryDetails | undefined> {
  const { rows } = await sql<WebhookDeliveryDetails>`
    SELECT ${columns} FROM webhook_deliveries d WHERE d.id = ${id}`.execute(connection);
  return rows[0];
}

export async function readDeliverySummary(connection: Connection, id: string): Promise<WebhookDelivery | undefined> {
  const { rows } = await sql<WebhookDelivery>`
    SELECT ${summaryColumns} FROM webhook_deliveries d WHERE d.id = ${id}`.execute(connection);
  return rows[0];
}

export async function listDeliveries(
  connection: Connection,
  filter: RawBuilder<unknown>,
  sort: Sort,
  request: ListRequest,
): Promise<WebhookDelivery[]> {
  const { rows } = await sql<WebhookDelivery>`${varies}
    SELECT ${summaryColumns} FROM webhook_deliveries d WHERE ${filter} AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countDeliveries(connection: Connection, filter: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`${varies}
    SELECT count(*) AS total FROM webhook_deliveries d WHERE ${filter}`.execute(connection);
  return rows[0]?.total ?? 0;
}

/** What is told, and to which endpoints of the store. */
export interface NewMessage {
  store_id: string;
  event_id: number | null;
  event_type: string;
  is_test: boolean;
  request_body: string;
  created_at: string;
  deliveries: { id: string; endpoint_id: string }[];
}

/** Due at once. Those that are there already stay as they are. */
export async function insertDeliveries(connection: Connection, messages: readonly NewMessage[]): Promise<void> {
  await sql`
    INSERT INTO webhook_deliveries
           (store_id, id, endpoint_id, event_id, event_type, is_test, request_body, created_at, next_attempt_at)
    SELECT m.store_id, d.id, d.endpoint_id, m.event_id, m.event_type, m.is_test, m.request_body, m.created_at,
           ${databaseTime}
      FROM jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) AS m
           (store_id uuid, event_id bigint, event_type text, is_test boolean, request_body text,
            created_at timestamptz, deliveries jsonb),
           jsonb_to_recordset(m.deliveries) AS d (id uuid, endpoint_id uuid)
    ON CONFLICT (store_id, id) DO NOTHING`.execute(connection);
}

export interface DeliveryState {
  status: WebhookDelivery['status'];
  next_attempt_at: string | null;
  claimed_until: string | null;
}

export async function readDeliveryState(connection: Connection, id: string): Promise<DeliveryState | undefined> {
  const { rows } = await sql<DeliveryState>`
    SELECT status, next_attempt_at, claimed_until FROM webhook_deliveries WHERE id = ${id}`.execute(connection);
  return rows[0];
}

/** The delivery, locked until the transaction ends; it is under way while it is being sent, or due as it is. */
export async function lockDelivery(connection: Connection, id: string) {
  const { rows } = await sql<{ endpoint_id: string; is_under_way: boolean }>`
    SELECT endpoint_id,
           status = 'pending' AND (next_attempt_at <= ${databaseTime} OR coalesce(claimed_until > ${databaseTime}, false))
             AS is_under_way
      FROM webhook_deliveries WHERE id = ${id} FOR UPDATE`.execute(connection);
  return rows[0];
}

/** Begins another round, due at once. */
export async function restartDelivery(connection: Connection, id: string): Promise<void> {
  await sql`
    UPDATE webhook_deliveries
       SET status = 'pending', attempts_in_round = 0, next_attempt_at = ${databaseTime}, claimed_until = NULL,
           finished_at = NULL
     WHERE id = ${id}`.execute(connection);
}

/** A delivery that is ours to attempt now, with where it goes. */
export interface ClaimedDelivery {
  id: string;
  endpoint_id: string;
  is_test: boolean;
  request_body: string;
  attempts_in_round: number;
  history: WebhookDeliveryDetails['history'];
  url: string;
  is_enabled: boolean;
  is_deleted: boolean;
  secret_sealed: string;
  previous_secret_sealed: string | null;
  previous_secret_until: string | null;
}

/** Takes a delivery that is due and that nobody is sending. */
export async function claimDelivery(
  connection: Connection,
  id: string,
  { now, until }: { now: string; until: string },
): Promise<ClaimedDelivery | undefined> {
  const { rows } = await sql<ClaimedDelivery>`
    UPDATE webhook_deliveries d SET claimed_until = ${until}
      FROM webhook_endpoints e
     WHERE d.id = ${id} AND d.status = 'pending' AND d.next_attempt_at <= ${now}
       AND (d.claimed_until IS NULL OR d.claimed_until <= ${now}) AND e.store_id = d.store_id AND e.id = d.endpoint_id
    RETURNING d.id, d.endpoint_id, d.is_test, d.request_body, d.attempts_in_round, d.history, e.url, e.is_enabled,
              e.deleted_at IS NOT NULL AS is_deleted, e.secret_sealed, e.previous_secret_sealed, e.previous_secret_until`.execute(
    connection,
  );
  return rows[0];
}

export interface AttemptRecord {
  status: WebhookDelivery['status'];
  next_attempt_at: string | null;
  last_error: string | null;
  request_url: string;
  /** Null when there was nothing to send. */
  request_headers: Record<string, string> | null;
  response_status: number | null;
  response_body: string | null;
  history: WebhookDeliveryDetails['history'];
  finished_at: string | null;
}

/** @returns false when the claim has run out and somebody else has it. */
export async function recordAttempt(
  connection: Connection,
  id: string,
  claimedUntil: string,
  record: AttemptRecord,
): Promise<boolean> {
  const { rows } = await sql`
    UPDATE webhook_deliveries
       SET status = ${record.status}, attempts = attempts + 1, attempts_in_round = attempts_in_round + 1,
           next_attempt_at = ${record.next_attempt_at}, claimed_until = NULL, last_error = ${record.last_error},
           request_url = ${record.request_url}, request_headers = ${record.request_headers && JSON.stringify(record.request_headers)},
           response_status = ${record.response_status}, response_body = ${record.response_body},
           history = ${JSON.stringify(record.history)}, finished_at = ${record.finished_at}
     WHERE id = ${id} AND claimed_until = ${claimedUntil} RETURNING id`.execute(connection);
  return rows.length > 0;
}

/** Ends a delivery that is not to be attempted. */
export async function giveUpDelivery(connection: Connection, id: string, why: string, at: string): Promise<void> {
  await sql`
    UPDATE webhook_deliveries
       SET status = 'failed', next_attempt_at = NULL, claimed_until = NULL, last_error = ${why}, finished_at = ${at}
     WHERE id = ${id}`.execute(connection);
}

/** Deletes what has ended before; at most so many. @returns how many. */
export async function pruneDeliveries(connection: Connection, before: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    DELETE FROM webhook_deliveries d USING (
      SELECT store_id, id FROM webhook_deliveries
       WHERE finished_at < ${before.toISOString()} AND status <> 'pending' ORDER BY finished_at LIMIT ${limit}) old
     WHERE d.store_id = old.store_id AND d.id = old.id RETURNING d.id`.execute(connection);
  return rows.length;
}

/** Keeps a delivery for a little later; it was not attempted. */
export async function postponeDelivery(connection: Connection, id: string, until: string): Promise<void> {
  await sql`
    UPDATE webhook_deliveries SET next_attempt_at = ${until}, claimed_until = NULL WHERE id = ${id}`.execute(
    connection,
  );
}

/**
 * Marks what was due before and nobody is at, of all stores, what is due longest first. What was marked is so again when
 * it has been overdue for twice as long, and after an hour at the latest: its job may stand in a long queue.
 */
export async function markOverdue(
  connection: Connection,
  { before, at }: { before: string; at: string },
  limit: number,
) {
  const { rows } = await sql<{ store_id: string; id: string; next_attempt_at: string }>`
    UPDATE webhook_deliveries d SET requeued_at = ${at}
      FROM (SELECT store_id, id FROM webhook_deliveries
             WHERE status = 'pending' AND next_attempt_at < ${before}
               AND (claimed_until IS NULL OR claimed_until < ${before})
               AND (requeued_at IS NULL OR requeued_at < next_attempt_at
                    OR requeued_at + least(requeued_at - next_attempt_at, interval '1 hour') <= ${at})
             ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED) o
     WHERE d.store_id = o.store_id AND d.id = o.id
    RETURNING d.store_id, d.id, d.next_attempt_at`.execute(connection);
  return rows;
}
