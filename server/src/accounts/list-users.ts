import type { QueryOf, User, users } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { literalLike } from '../platform/database/like-pattern.ts';
import type { Runtime } from '../platform/runtime.ts';
import { countUsers, listUsers as selectUsers } from './statements.ts';

type Query = QueryOf<typeof users.list>;
type SortName = NonNullable<Query['sort']>;

const byCreated = { column: 'u.created_at', id: 'u.id', field: 'created_at', type: 'timestamptz' } as const;
const byEmail = { column: 'u.email_key', id: 'u.id', field: 'email_key', type: 'text' } as const;
const sorts: Readonly<Record<SortName, Sort>> = {
  created_at: { ...byCreated, direction: 'asc' },
  '-created_at': { ...byCreated, direction: 'desc' },
  email: { ...byEmail, direction: 'asc' },
  '-email': { ...byEmail, direction: 'desc' },
};

function filterOf(query: Query): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (query.role) conditions.push(sql`u.role = ANY(${query.role.split(',')}::text[])`);
  if (query.is_active !== undefined) conditions.push(sql`u.is_active = ${query.is_active}`);
  if (query.q) {
    const part = `%${literalLike(query.q)}%`;
    conditions.push(sql`(u.full_name ILIKE ${part} OR u.email ILIKE ${part} OR u.username ILIKE ${part})`);
  }
  return sql.join(conditions, sql` AND `);
}

/** A page of the accounts of the store. @throws DomainError `invalid_cursor` */
export async function listUsers(runtime: Runtime, caller: Caller, query: Query): Promise<PageOf<User>> {
  const request = listRequest(query, '-created_at');
  const sort = sorts[request.sort];
  const filter = filterOf(query);
  const page = await runtime.database.read(caller, async (connection) => {
    return pageOf(sort, request, selectUsers(connection, filter, sort, request), () => countUsers(connection, filter));
  });
  return { ...page, data: page.data.map(({ email_key: _, ...user }) => user) };
}
