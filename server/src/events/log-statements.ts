import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { varies } from '../platform/database/statement-names.ts';
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

/** @returns the event that stands at a position. */
export async function readLogAt(
  connection: Connection,
  { transaction_id, event_id }: LogPosition,
): Promise<LoggedEvent | undefined> {
  const { rows } = await sql<LoggedEvent>`
    SELECT ${columns} FROM events e
     WHERE e.transaction_id = ${transaction_id}::xid8 AND e.id = ${event_id}::bigint`.execute(connection);
  return rows[0];
}

export interface LogFilter {
  types?: readonly string[];
  subject_type?: string;
  subject_id?: string;
  actor_id?: string;
  /** RFC 3339, with it and without it. */
  occurred_from?: string;
  occurred_to?: string;
}

/** Where a part of the log begins and ends, in the direction in which it is read. */
export interface LogSpan {
  /** Without it. */
  from: LogPosition;
  /** With it; null where the log ends. */
  until: LogPosition | null;
  direction: LogDirection;
  /**
   * How many rows of it are gone through at most; null where an index yields what is wanted. The planner takes what few rows
   * have for a reason to read the whole log: of 400,000 events it read all, in 450 ms, to look through 10,000 for an actor's.
   */
  rows_max: number | null;
}

export type LogDirection = 'forwards' | 'backwards';

// The key of the log, read from either end.
const directions = {
  forwards: { beyond: sql.raw('>'), within: sql.raw('<='), order: sql.raw('e.transaction_id, e.id') },
  backwards: { beyond: sql.raw('<'), within: sql.raw('>='), order: sql.raw('e.transaction_id DESC, e.id DESC') },
} as const;

const positionOf = ({ transaction_id, event_id }: LogPosition) => sql`(${transaction_id}::xid8, ${event_id}::bigint)`;

/**
 * The same of one store and of what the filter lets through, in either direction. Conditions that are not asked for
 * are left out, so that each is planned for itself; the store stands as a value beside the policy's, so that a small
 * one is not looked for in the whole log.
 */
export async function listLog(
  connection: Connection,
  storeId: string,
  { from, until, direction, rows_max }: LogSpan,
  { types, subject_type, subject_id, actor_id, occurred_from, occurred_to }: LogFilter,
  limit: number,
): Promise<LoggedEvent[]> {
  const { beyond, within, order } = directions[direction];
  const span = [
    sql`e.store_id = ${storeId}::uuid`,
    sql`(e.transaction_id, e.id) ${beyond} ${positionOf(from)}`,
    ...(until ? [sql`(e.transaction_id, e.id) ${within} ${positionOf(until)}`] : []),
    sql`e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())`,
  ];
  const wanted = [
    ...(types ? [sql`e.type = ANY(${types}::text[])`] : []),
    ...(subject_type ? [sql`e.subject_type = ${subject_type}`] : []),
    ...(subject_id ? [sql`e.subject_id = ${subject_id}::uuid`] : []),
    ...(actor_id ? [sql`e.actor_id = ${actor_id}::uuid`] : []),
    ...(occurred_from ? [sql`e.occurred_at >= ${occurred_from}::timestamptz`] : []),
    ...(occurred_to ? [sql`e.occurred_at < ${occurred_to}::timestamptz`] : []),
  ];
  const and = (conditions: typeof span) => sql.join(conditions, sql` AND `);
  const [source, conditions] =
    rows_max === null
      ? [sql`events`, and([...span, ...wanted])]
      : [sql`(SELECT * FROM events e WHERE ${and(span)} ORDER BY ${order} LIMIT ${rows_max})`, and(wanted)];
  const { rows } = await sql<LoggedEvent>`${varies}
    SELECT ${columns} FROM ${source} e WHERE ${conditions} ORDER BY ${order} LIMIT ${limit}`.execute(connection);
  return rows;
}

/** Where the last of the next so many events of a store stands, of those that the connection sees; null when there are fewer. */
export async function findSliceEnd(
  connection: Connection,
  storeId: string,
  { from, direction }: Pick<LogSpan, 'from' | 'direction'>,
  events: number,
): Promise<LogPosition | null> {
  const { beyond, order } = directions[direction];
  const { rows } = await sql<LogPosition>`${varies}
    SELECT e.transaction_id::text AS transaction_id, e.id AS event_id FROM events e
     WHERE e.store_id = ${storeId}::uuid
       AND (e.transaction_id, e.id) ${beyond} ${positionOf(from)}
       AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     -- By the columns, not by the text.
     ORDER BY ${order} OFFSET ${events - 1} LIMIT 1`.execute(connection);
  return rows[0] ?? null;
}

/** Where the log ends now, for a reader that begins with what comes next. */
export async function readEndOfLog(connection: Connection): Promise<LogPosition> {
  const { rows } = await sql<LogPosition>`
    SELECT e.transaction_id::text AS transaction_id, e.id AS event_id FROM events e
     WHERE e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     -- By the column: without its table it would be the text, and 999 the end after 1000.
     ORDER BY e.transaction_id DESC, e.id DESC LIMIT 1`.execute(connection);
  return rows[0] ?? { transaction_id: '0', event_id: 0 };
}
