import type { Event, EventSubject } from '@orderhouse/contracts';
import { sql } from 'kysely';
import { announceCommit } from '../platform/database/announce.ts';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import type { Actor, NewEvent } from './event.ts';

/** Appends to the log, in the transaction of the change that the events tell of. */
export async function appendEvents(
  connection: Connection,
  actor: Actor,
  occurredAt: Date,
  events: readonly NewEvent[],
): Promise<void> {
  announceCommit(connection);
  await connection
    .insertInto('events')
    .values(
      events.map((event) => ({
        store_id: actor.storeId,
        type: event.type,
        subject_type: event.subject_type,
        subject_id: event.subject_id,
        customer_id: event.customer_id ?? null,
        vendor_ids: [...(event.vendor_ids ?? [])],
        actor_id: actor.actorId,
        actor_role: actor.role,
        data: JSON.stringify(event.data ?? {}),
        occurred_at: occurredAt.toISOString(),
      })),
    )
    .execute();
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
