import type { Event, Order } from '@orderhouse/contracts';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { orderQuery } from '../../lib/orders.ts';
import { byCursor } from '../../ui/paged-list.tsx';
import type { OrderFilters } from './filters.ts';

/** A timeline longer than this shows its beginning. */
const events_max = 1_000;

export const ordersQuery = (filters: OrderFilters) =>
  infiniteQueryOptions({
    queryKey: ['orders', 'list', filters],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.orders.list({ query: { limit: 25, ...filters, ...(cursor && { cursor }) }, signal }),
    ...byCursor,
    placeholderData: keepPreviousData,
  });

export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['orders', 'timeline', id],
    queryFn: async ({ signal }) => {
      const events: Event[] = [];
      for await (const event of client.orders.events.all({ params: { id }, query: { limit: 100 }, signal })) {
        events.push(event);
        if (events.length === events_max) break;
      }
      return events;
    },
  });

export const paymentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['orders', 'payments', id],
    queryFn: ({ signal }) => client.orders.listPayments({ params: { id }, signal }),
  });

/** An order has changed by what was done here: it is shown at once, and what hangs on it is read anew. */
export function showOrder(queries: QueryClient, order: Order): void {
  queries.setQueryData(orderQuery(order.id).queryKey, order);
  void queries.invalidateQueries({ queryKey: ['orders'] });
}
