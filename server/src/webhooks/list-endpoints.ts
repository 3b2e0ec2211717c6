import type { QueryOf, WebhookEndpoint, webhookEndpoints } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { shownEndpoint } from './endpoint.ts';
import { countEndpoints, listEndpoints as selectEndpoints } from './endpoint-statements.ts';
import type { Webhooks } from './webhooks.ts';

type Query = QueryOf<typeof webhookEndpoints.list>;

const byCreated = { column: 'e.created_at', id: 'e.id', field: 'created_at', type: 'timestamptz' } as const;
const sorts: Readonly<Record<NonNullable<Query['sort']>, Sort>> = {
  '-created_at': { ...byCreated, direction: 'desc' },
  created_at: { ...byCreated, direction: 'asc' },
};

/** A page of the store's endpoints, without those that were deleted. @throws DomainError `invalid_cursor` */
export async function listEndpoints(
  { runtime }: Pick<Webhooks, 'runtime'>,
  caller: Caller,
  query: Query,
): Promise<PageOf<WebhookEndpoint>> {
  const request = listRequest(query, '-created_at');
  const sort = sorts[request.sort];
  return runtime.database.read(caller, async (connection) => {
    const page = await pageOf(sort, request, selectEndpoints(connection, sort, request), () =>
      countEndpoints(connection),
    );
    const now = runtime.clock.now();
    return { ...page, data: page.data.map((row) => shownEndpoint(row, now)) };
  });
}
