import { type Event, limits, type orders, type QueryOf } from '@orderhouse/contracts';
import { type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { countEvents, listEvents, readOrder } from './statements.ts';

const byId: Sort = { column: 'e.id', id: 'e.id', field: 'id', type: 'bigint', direction: 'asc' };

/** The timeline of an order as far as the caller may see it. @throws DomainError `not_found`, `invalid_cursor` */
export async function listOrderEvents(
  runtime: Runtime,
  caller: Caller,
  id: string,
  query: QueryOf<typeof orders.events>,
): Promise<PageOf<Event>> {
  const request = { sort: 'id', limit: query.limit ?? limits.page_default, cursor: query.cursor };
  return runtime.database.transact(caller, async (connection) => {
    if (!(await readOrder(connection, id))) throw new DomainError('not_found');
    return pageOf(
      byId,
      request,
      listEvents(connection, id, byId, request),
      query.count ? countEvents(connection, id) : undefined,
    );
  });
}
