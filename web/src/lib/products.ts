import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** A product with its variants and pictures, as whoever asks may see it; the rooms that show one share it. */
export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ['products', 'one', id],
    queryFn: ({ signal }) => client.products.get({ params: { id }, signal }),
  });
