import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import type { LoggedEvent, LogPosition } from './logged-event.ts';

const columns = sql.raw(
  'e.store_id, e.transaction_id::text AS transaction_id, e.id AS event_id, e.type, e.subject_type, e.subject_id, e.customer_id, e.vendor_ids, e.actor_id, e.actor_role, e.data, e.occurred_at',
);

/**
 * What stands in the log after a position, in commit order, of all stores that the connection may see. Never past the
 * snapshot's horizon: a transaction that is still open may yet commit events of lower ids.
 */
export async function readLogAfter(
  connection: Connection,
  { transaction_id, event_id }: LogPosition,
  limit: number,
): Promise<LoggedEvent[]> {
  const { rows } = await sql<LoggedEvent>`
    SELECT ${columns} FROM events e
     WHERE (e.transaction_id, e.id) > (${transaction_id}::xid8, ${event_id}::bigint)
       AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY e.transaction_id, e.id LIMIT ${limit}`.execute(connection);
  return rows;
}

/** Where the log ends now, for a reader that begins with what comes next. */
export async function readEndOfLog(connection: Connection): Promise<LogPosition> {
  const { rows } = await sql<LogPosition>`
    SELECT transaction_id::text AS transaction_id, id AS event_id FROM events
     WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY transaction_id DESC, id DESC LIMIT 1`.execute(connection);
  return rows[0] ?? { transaction_id: '0', event_id: 0 };
}
