import type { EventType } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';

/** An event that may have changed what is kept. */
export interface LoggedChange {
  event_id: number;
  transaction_id: number;
  store_id: string;
  type: EventType;
  subject_id: string;
}

/** A snapshot, as transaction ids: what it shows had ended below `end`, but for what was `open`. */
export interface Snapshot {
  /** Of the first that was open, or `end`. */
  horizon: number;
  end: number;
  open: number[];
}

export interface Seen extends Snapshot {
  changes: LoggedChange[];
}

// As the index has it (migration 0016): what there is most of and changes nothing, so that a look stays small however
// many orders are placed. The planner takes the index for exactly this condition.
const worthALook = sql.raw(
  "e.type <> ALL (ARRAY['order.placed', 'order.imported', 'variant.stock_low', 'user.registered', 'user.signed_in', 'session.revoked'])",
);
const change = sql.raw(
  'e.id AS event_id, e.transaction_id::text::bigint AS transaction_id, e.store_id, e.type, e.subject_id',
);

const ofSnapshot = sql.raw(
  'pg_snapshot_xmin(seen.now)::text::bigint AS horizon, pg_snapshot_xmax(seen.now)::text::bigint AS "end", ARRAY(SELECT pg_snapshot_xip(seen.now)::text) AS open',
);

interface Row extends Partial<LoggedChange> {
  horizon: number;
  end: number;
  open: string[];
}

function seenIn(rows: readonly Row[]): Seen {
  const changes = rows.filter((row): row is Row & LoggedChange => typeof row.event_id === 'number');
  const { horizon = 0, end = 0, open = [] } = rows[0] ?? {};
  return { horizon, end, open: open.map(Number), changes };
}

/** What the statement's snapshot shows and an earlier one did not, whether below the horizon or above it. */
export async function readChangesSince(connection: Connection, before: Snapshot, limit: number): Promise<Seen> {
  const { rows } = await sql<Row>`
    SELECT ${ofSnapshot}, c.*
      FROM (SELECT pg_current_snapshot() AS now) seen
      LEFT JOIN LATERAL (
        SELECT ${change} FROM events e WHERE e.transaction_id >= ${String(before.end)}::xid8 AND ${worthALook}
         UNION ALL
        SELECT ${change} FROM events e
         WHERE e.transaction_id = ANY(${before.open.map(String)}::xid8[]) AND ${worthALook}
         LIMIT ${limit}) c ON true`.execute(connection);
  return seenIn(rows);
}

/** The last changes that the statement's snapshot shows, the newest first. */
export async function readLastChanges(connection: Connection, limit: number): Promise<Seen> {
  const { rows } = await sql<Row>`
    SELECT ${ofSnapshot}, c.*
      FROM (SELECT pg_current_snapshot() AS now) seen
      LEFT JOIN LATERAL (
        SELECT ${change} FROM events e WHERE ${worthALook}
         ORDER BY e.transaction_id DESC, e.id DESC LIMIT ${limit}) c ON true`.execute(connection);
  return seenIn(rows);
}
