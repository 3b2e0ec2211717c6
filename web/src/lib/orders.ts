import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** An order as whoever asks may see it; the rooms that show one share it. */
export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['orders', 'one', id],
    queryFn: ({ signal }) => client.orders.get({ params: { id }, signal }),
  });
