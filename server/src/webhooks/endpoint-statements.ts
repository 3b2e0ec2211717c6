import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import type { EndpointRow } from './endpoint.ts';

/** Any number that no other advisory lock of this program has; the store is the other half of the key. */
const endpoints_lock = 7_305_419;

const columns = sql.raw(`e.id, e.url, e.description, e.event_types, e.is_enabled, e.disabled_at, e.disabled_reason,
  e.failing_since, e.secret_sealed, e.previous_secret_sealed, e.previous_secret_until, e.version, e.created_at,
  e.updated_at`);

export async function readEndpoint(connection: Connection, id: string): Promise<EndpointRow | undefined> {
  const { rows } = await sql<EndpointRow>`
    SELECT ${columns} FROM webhook_endpoints e WHERE e.id = ${id} AND e.deleted_at IS NULL`.execute(connection);
  return rows[0];
}

/** The endpoint, locked until the transaction ends. */
export async function lockEndpoint(connection: Connection, id: string): Promise<EndpointRow | undefined> {
  const { rows } = await sql<EndpointRow>`
    SELECT ${columns} FROM webhook_endpoints e WHERE e.id = ${id} AND e.deleted_at IS NULL
       FOR NO KEY UPDATE`.execute(connection);
  return rows[0];
}

export async function listEndpoints(connection: Connection, sort: Sort, request: ListRequest): Promise<EndpointRow[]> {
  const { rows } = await sql<EndpointRow>`
    SELECT ${columns} FROM webhook_endpoints e
     WHERE e.deleted_at IS NULL AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countEndpoints(connection: Connection): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    SELECT count(*) AS total FROM webhook_endpoints WHERE deleted_at IS NULL`.execute(connection);
  return rows[0]?.total ?? 0;
}

/** Held until the transaction ends by who adds an endpoint to the store: those who count one after the other count right. */
export async function lockNumberOfEndpoints(connection: Connection, storeId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${endpoints_lock}, hashtext(${storeId}))`.execute(connection);
}

export type NewEndpoint = Pick<EndpointRow, 'id' | 'url' | 'description' | 'event_types' | 'secret_sealed'>;

export async function insertEndpoint(
  connection: Connection,
  storeId: string,
  endpoint: NewEndpoint,
  at: string,
): Promise<void> {
  await connection
    .insertInto('webhook_endpoints')
    .values({ store_id: storeId, ...endpoint, event_types: [...endpoint.event_types], created_at: at, updated_at: at })
    .execute();
}

export type EndpointChange = Pick<
  EndpointRow,
  'url' | 'description' | 'event_types' | 'is_enabled' | 'disabled_at' | 'disabled_reason' | 'failing_since'
>;

export async function updateEndpoint(
  connection: Connection,
  id: string,
  change: EndpointChange,
  at: string,
): Promise<void> {
  await sql`
    UPDATE webhook_endpoints
       SET url = ${change.url}, description = ${change.description}, event_types = ${change.event_types}::text[],
           is_enabled = ${change.is_enabled}, disabled_at = ${change.disabled_at},
           disabled_reason = ${change.disabled_reason}, failing_since = ${change.failing_since},
           version = version + 1, updated_at = ${at}
     WHERE id = ${id}`.execute(connection);
}

/** The present secret becomes the one of before; that of before the present one signs no more. */
export async function replaceSecret(
  connection: Connection,
  id: string,
  { secret_sealed, overlap_until }: { secret_sealed: string; overlap_until: string },
  at: string,
): Promise<void> {
  await sql`
    UPDATE webhook_endpoints
       SET previous_secret_sealed = secret_sealed, previous_secret_until = ${overlap_until},
           secret_sealed = ${secret_sealed}, version = version + 1, updated_at = ${at}
     WHERE id = ${id}`.execute(connection);
}

/** Nothing is sent there any more; what signed is forgotten. */
export async function softDeleteEndpoint(connection: Connection, id: string, at: string): Promise<void> {
  await sql`
    UPDATE webhook_endpoints
       SET deleted_at = ${at}, is_enabled = false, secret_sealed = '', previous_secret_sealed = NULL,
           previous_secret_until = NULL, version = version + 1, updated_at = ${at}
     WHERE id = ${id}`.execute(connection);
}

/** Writes nothing where nothing is to be healed, nor over a failure that came after this success. */
export async function markHealthy(connection: Connection, id: string, answeredAt: string): Promise<void> {
  await sql`
    UPDATE webhook_endpoints SET failing_since = NULL WHERE id = ${id} AND failing_since <= ${answeredAt}`.execute(
    connection,
  );
}

/** @returns since when it fails, by now; nobody else judges it until the transaction ends. */
export async function lockHealth(connection: Connection, id: string): Promise<string | null> {
  const { rows } = await sql<{ failing_since: string | null }>`
    SELECT failing_since FROM webhook_endpoints WHERE id = ${id} FOR NO KEY UPDATE`.execute(connection);
  return rows[0]?.failing_since ?? null;
}

/** What has been failing stays failing since then. */
export async function markFailing(connection: Connection, id: string, since: string): Promise<void> {
  await sql`
    UPDATE webhook_endpoints SET failing_since = ${since} WHERE id = ${id} AND failing_since IS NULL`.execute(
    connection,
  );
}

/** @returns false when it was disabled already. */
export async function disableEndpoint(
  connection: Connection,
  id: string,
  reason: 'failing' | 'gone',
  at: string,
): Promise<boolean> {
  const { rows } = await sql`
    UPDATE webhook_endpoints
       SET is_enabled = false, disabled_at = ${at}, disabled_reason = ${reason}, version = version + 1, updated_at = ${at}
     WHERE id = ${id} AND is_enabled RETURNING id`.execute(connection);
  return rows.length > 0;
}

export interface Subscription {
  store_id: string;
  id: string;
  event_types: string[];
}

/** Who of these stores listens at all; across stores, for the reader of the log. */
export async function listSubscriptions(connection: Connection, storeIds: readonly string[]): Promise<Subscription[]> {
  const { rows } = await sql<Subscription>`
    SELECT store_id, id, event_types FROM webhook_endpoints
     WHERE store_id = ANY(${storeIds}::uuid[]) AND is_enabled AND deleted_at IS NULL`.execute(connection);
  return rows;
}
