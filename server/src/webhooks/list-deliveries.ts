import type { QueryOf, WebhookDelivery, webhookEndpoints } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { countDeliveries, listDeliveries as selectDeliveries } from './delivery-statements.ts';
import { loadEndpoint } from './load-endpoint.ts';
import type { Webhooks } from './webhooks.ts';

type Query = QueryOf<typeof webhookEndpoints.deliveries>;

const byCreated = { column: 'd.created_at', id: 'd.id', field: 'created_at', type: 'timestamptz' } as const;
const sorts: Readonly<Record<NonNullable<Query['sort']>, Sort>> = {
  '-created_at': { ...byCreated, direction: 'desc' },
  created_at: { ...byCreated, direction: 'asc' },
};

/** A page of what was sent to an endpoint. @throws DomainError `not_found`, `invalid_cursor` */
export async function listDeliveries(
  { runtime }: Pick<Webhooks, 'runtime'>,
  caller: Caller,
  endpointId: string,
  query: Query,
): Promise<PageOf<WebhookDelivery>> {
  const request = listRequest(query, '-created_at');
  const sort = sorts[request.sort];
  const statuses = query.status?.split(',') ?? null;
  const filter = sql`d.endpoint_id = ${endpointId}
    AND (${statuses}::text[] IS NULL OR d.status = ANY(${statuses}::text[]))`;
  return runtime.database.read(caller, async (connection) => {
    await loadEndpoint(connection, endpointId);
    return pageOf(sort, request, selectDeliveries(connection, filter, sort, request), () =>
      countDeliveries(connection, filter),
    );
  });
}
