import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { dispatcherReader } from './dispatch-batch.ts';
import type { LogPosition } from './logged-event.ts';

/** @returns the first event after a position, also of those that no reader may take yet. */
export async function readFirstBeyond(
  connection: Connection,
  { transaction_id, event_id }: LogPosition,
): Promise<LogPosition | undefined> {
  const { rows } = await sql<LogPosition>`
    SELECT e.transaction_id::text AS transaction_id, e.id AS event_id FROM events e
     WHERE (e.transaction_id, e.id) > (${transaction_id}::xid8, ${event_id}::bigint)
     ORDER BY e.transaction_id, e.id LIMIT 1`.execute(connection);
  return rows[0];
}

/** A transaction that writes, or is prepared to commit. */
export interface OpenTransaction {
  /** Null of one that was prepared: no process has it any more. */
  pid: number | null;
  /** The name by which it was prepared. */
  prepared: string | null;
  database: string | null;
  login: string | null;
}

/** @returns the transaction of the cluster that has written first and is still open, but for ours. */
export async function findOldestTransaction(connection: Connection): Promise<OpenTransaction | undefined> {
  const { rows } = await sql<OpenTransaction>`
    SELECT pid, prepared, database, login FROM (
      SELECT pid, NULL AS prepared, datname::text AS database, usename::text AS login, backend_xid AS xid
        FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
       UNION ALL
      SELECT NULL, gid, database::text, owner::text, transaction FROM pg_prepared_xacts) open
     ORDER BY age(xid) DESC LIMIT 1`.execute(connection);
  return rows[0];
}

/** More are not counted. */
export const waiting_counted_max = 10_000;

/** @returns how many events the dispatcher has not come to, as far as they are counted. */
export async function countWaiting(connection: Connection): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    SELECT count(*)::int AS waiting FROM (
      SELECT FROM events e, event_cursors c
       WHERE c.reader = ${dispatcherReader} AND (e.transaction_id, e.id) > (c.transaction_id, c.event_id)
       LIMIT ${waiting_counted_max}) beyond`.execute(connection);
  return rows[0]?.waiting ?? 0;
}
