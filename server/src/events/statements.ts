import type { Event, EventSubject } from '@orderhouse/contracts';
import { sql } from 'kysely';
import { announceCommit } from '../platform/database/announce.ts';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import { changedTags } from './changed-tags.ts';
import type { Actor, NewEvent } from './event.ts';

/** Appends to the log, in the transaction of the change that the events tell of. */
export async function appendEvents(
  connection: Connection,
  actor: Actor,
  occurredAt: Date,
  events: readonly NewEvent[],
): Promise<void> {
  announceCommit(connection, changedTags(actor.storeId, events));
  // By arrays: as 1,000 rows of values they took 40 ms longer, and each number of events was a statement of its own.
  await sql`
    INSERT INTO events (store_id, type, subject_type, subject_id, customer_id, vendor_ids, actor_id, actor_role, data, occurred_at)
    SELECT ${actor.storeId}, e.type, e.subject_type, e.subject_id, e.customer_id, e.vendor_ids::uuid[], ${actor.actorId}::uuid,
           ${actor.role}, e.data, ${occurredAt.toISOString()}::timestamptz
      FROM unnest(
        ${events.map((event) => event.type)}::text[], ${events.map((event) => event.subject_type)}::text[],
        ${events.map((event) => event.subject_id)}::uuid[], ${events.map((event) => event.customer_id ?? null)}::uuid[],
        ${events.map((event) => `{${(event.vendor_ids ?? []).join(',')}}`)}::text[],
        ${events.map((event) => JSON.stringify(event.data ?? {}))}::jsonb[])
        WITH ORDINALITY AS e (type, subject_type, subject_id, customer_id, vendor_ids, data, ordinal)
     ORDER BY e.ordinal`.execute(connection);
}

/** What an event is about. */
export interface Subject {
  type: EventSubject;
  id: string;
}

/** What happened to something, as far as the connection's policies show it; one row more than the page holds. */
export async function listEvents(
  connection: Connection,
  subject: Subject,
  sort: Sort,
  request: ListRequest,
): Promise<Event[]> {
  const { rows } = await sql<Event>`
    SELECT id, type, subject_type, subject_id, actor_id, actor_role, data, occurred_at
      FROM events e WHERE e.subject_id = ${subject.id} AND e.subject_type = ${subject.type} AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countEvents(connection: Connection, subject: Subject): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    SELECT count(*) AS total FROM events WHERE subject_id = ${subject.id} AND subject_type = ${subject.type}`.execute(
    connection,
  );
  return rows[0]?.total ?? 0;
}
