import type { Notification } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import { varies } from '../platform/database/statement-names.ts';
import type { MailJob } from './mail-job.ts';

const columns = sql.raw(`n.id, n.event_id, n.kind, n.recipient_id, n.recipient_email, n.subject_type, n.subject_id,
  n.message_id, n.mail_subject, n.state, n.attempts, n.last_error, n.created_at, n.sent_at`);

/** When each store was opened. */
export async function readOpenings(
  connection: Connection,
  storeIds: readonly string[],
): Promise<{ id: string; created_at: string }[]> {
  return connection.selectFrom('stores').select(['id', 'created_at']).where('id', 'in', storeIds).execute();
}

export interface NewNotification extends Omit<MailJob, 'vendor_id'> {
  id: string;
  recipient_email: string;
  message_id: string;
  created_at: string;
}

/** Nothing when it is there already. */
export async function insertNotification(connection: Connection, notification: NewNotification): Promise<void> {
  await connection
    .insertInto('notifications')
    .values({ ...notification, state: 'sending' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What stays the same over all attempts. */
export interface Claimed {
  message_id: string;
  recipient_email: string;
  created_at: string;
  /** The number of this attempt, by which it knows whether it is still the one that holds it. */
  attempts: number;
}

/** Counts an attempt and takes it, for so long; undefined when it was sent, or another one is at it. */
export async function claimNotification(
  connection: Connection,
  id: string,
  for_ms: number,
): Promise<Claimed | undefined> {
  const { rows } = await sql<Claimed>`
    UPDATE notifications
       SET attempts = attempts + 1, state = 'sending',
           claimed_until = clock_timestamp() + ${for_ms} * interval '1 millisecond'
     WHERE id = ${id} AND state <> 'sent' AND claimed_until <= clock_timestamp()
    RETURNING message_id, recipient_email, created_at, attempts`.execute(connection);
  return rows[0];
}

/** Whether it is sent; else for how long somebody still holds it. */
export async function readClaim(
  connection: Connection,
  id: string,
): Promise<{ is_sent: boolean; held_ms: number } | undefined> {
  const { rows } = await sql<{ is_sent: boolean; held_ms: number }>`
    SELECT state = 'sent' AS is_sent,
           greatest(0, ceil(extract(epoch FROM claimed_until - clock_timestamp()) * 1000))::float8 AS held_ms
      FROM notifications WHERE id = ${id}`.execute(connection);
  return rows[0];
}

export async function recordSent(connection: Connection, id: string, mailSubject: string, at: string): Promise<void> {
  await sql`
    UPDATE notifications SET state = 'sent', mail_subject = ${mailSubject}, sent_at = ${at}, claimed_until = '-infinity'
     WHERE id = ${id}`.execute(connection);
}

/** What was sent meanwhile, by another attempt, stays sent; and what another one holds by now is its own to tell of. */
export async function recordFailure(
  connection: Connection,
  id: string,
  failure: { attempts: number; mail_subject: string | null; last_error: string; state: 'sending' | 'failed' },
): Promise<void> {
  await sql`
    UPDATE notifications SET state = ${failure.state}, last_error = ${failure.last_error},
           mail_subject = coalesce(${failure.mail_subject}, mail_subject), claimed_until = '-infinity'
     WHERE id = ${id} AND state <> 'sent' AND attempts = ${failure.attempts}`.execute(connection);
}

/** Of what was tried and will not be tried again; nothing when it was sent, or another attempt is at it. */
export async function recordGivenUp(connection: Connection, id: string, reason: string): Promise<void> {
  await sql`
    UPDATE notifications SET state = 'failed', last_error = ${reason}
     WHERE id = ${id} AND state <> 'sent' AND claimed_until <= clock_timestamp()`.execute(connection);
}

export async function readNotification(connection: Connection, id: string): Promise<Notification | undefined> {
  const { rows } = await sql<Notification>`SELECT ${columns} FROM notifications n WHERE n.id = ${id}`.execute(
    connection,
  );
  return rows[0];
}

export async function listNotifications(
  connection: Connection,
  filter: RawBuilder<unknown>,
  sort: Sort,
  request: ListRequest,
): Promise<Notification[]> {
  const { rows } = await sql<Notification>`${varies}
    SELECT ${columns} FROM notifications n WHERE ${filter} AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countNotifications(connection: Connection, filter: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`${varies}
    SELECT count(*) AS total FROM notifications n WHERE ${filter}`.execute(connection);
  return rows[0]?.total ?? 0;
}

/** Deletes those of the connection's store that were sent before; at most so many. @returns how many. */
export async function pruneNotifications(connection: Connection, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ deleted: number }>`
    WITH deleted AS (
      DELETE FROM notifications WHERE (store_id, id) IN (
        SELECT store_id, id FROM notifications WHERE sent_at < ${before.toISOString()}::timestamptz
         ORDER BY sent_at LIMIT ${limit})
      RETURNING 1)
    SELECT count(*) AS deleted FROM deleted`.execute(connection);
  return rows[0]?.deleted ?? 0;
}
