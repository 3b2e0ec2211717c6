import type { Connection } from '../platform/database/database.ts';
import type { Actor, NewEvent } from './event.ts';

/** Appends to the log, in the transaction of the change that the events tell of. */
export async function appendEvents(
  connection: Connection,
  actor: Actor,
  occurredAt: Date,
  events: readonly NewEvent[],
): Promise<void> {
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
