import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import type { LogPosition } from './logged-event.ts';

/** Of the advisory lock that one dispatcher at a time holds; the number says nothing. */
const dispatch_lock = 7_130_461_001;

/**
 * Takes the turn to dispatch, if nobody has it. It is held until the transaction ends, also behind a transaction pooler,
 * and falls at once when the process dies.
 */
export async function takeTurn(connection: Connection): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    SELECT pg_try_advisory_xact_lock(${dispatch_lock}::bigint) AS taken`.execute(connection);
  return rows[0]?.taken ?? false;
}

export async function readCursor(connection: Connection, reader: string): Promise<LogPosition | undefined> {
  const { rows } = await sql<LogPosition>`
    SELECT transaction_id::text AS transaction_id, event_id FROM event_cursors WHERE reader = ${reader}`.execute(
    connection,
  );
  return rows[0];
}

export async function moveCursor(
  connection: Connection,
  reader: string,
  { transaction_id, event_id }: LogPosition,
): Promise<void> {
  await sql`
    INSERT INTO event_cursors (reader, transaction_id, event_id)
    VALUES (${reader}, ${transaction_id}::xid8, ${event_id})
    ON CONFLICT (reader) DO UPDATE
      SET transaction_id = excluded.transaction_id, event_id = excluded.event_id, updated_at = now()`.execute(
    connection,
  );
}
