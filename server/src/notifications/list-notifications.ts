import type { Notification, notifications, QueryOf } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import type { Runtime } from '../platform/runtime.ts';
import { countNotifications, listNotifications as selectNotifications } from './statements.ts';

type Query = QueryOf<typeof notifications.list>;

const byCreated = { column: 'n.created_at', id: 'n.id', field: 'created_at', type: 'timestamptz' } as const;
const sorts: Readonly<Record<NonNullable<Query['sort']>, Sort>> = {
  '-created_at': { ...byCreated, direction: 'desc' },
  created_at: { ...byCreated, direction: 'asc' },
};

function filterOf({ state, kind, subject_id, recipient_id }: Query): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (state) conditions.push(sql`n.state = ANY(${state.split(',')}::text[])`);
  // The index of what is not sent is for this alone.
  if (state && !state.split(',').includes('sent')) conditions.push(sql`n.state <> 'sent'`);
  if (kind) conditions.push(sql`n.kind = ANY(${kind.split(',')}::text[])`);
  if (subject_id) conditions.push(sql`n.subject_id = ${subject_id}::uuid`);
  if (recipient_id) conditions.push(sql`n.recipient_id = ${recipient_id}::uuid`);
  return sql.join(conditions, sql` AND `);
}

/** A page of what was mailed. @throws DomainError `invalid_cursor` */
export async function listNotifications(runtime: Runtime, caller: Caller, query: Query): Promise<PageOf<Notification>> {
  const request = listRequest(query, '-created_at');
  const sort = sorts[request.sort];
  const filter = filterOf(query);
  return runtime.database.read(caller, (connection) =>
    pageOf(sort, request, selectNotifications(connection, filter, sort, request), () =>
      countNotifications(connection, filter),
    ),
  );
}
