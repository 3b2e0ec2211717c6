import type { Event, orders, QueryOf } from '@orderhouse/contracts';
import { countEvents, listEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readOrder } from './statements.ts';

const byId: Sort = { column: 'e.id', id: 'e.id', field: 'id', type: 'bigint', direction: 'asc' };

/** The timeline of an order as far as the caller may see it. @throws DomainError `not_found`, `invalid_cursor` */
export async function listOrderEvents(
  runtime: Runtime,
  caller: Caller,
  id: string,
  query: QueryOf<typeof orders.events>,
): Promise<PageOf<Event>> {
  const request = listRequest(query, 'id');
  return runtime.database.read(caller, async (connection) => {
    if (!(await readOrder(connection, id))) throw new DomainError('not_found');
    const subject = { type: 'order', id } as const;
    return pageOf(byId, request, listEvents(connection, subject, byId, request), () =>
      countEvents(connection, subject),
    );
  });
}
