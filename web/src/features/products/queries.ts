import { type Product, productStatuses } from '@orderhouse/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { productQuery } from '../../lib/products.ts';
import { byCursor } from '../../ui/paged-list.tsx';
import type { ProductsSearch } from './search.ts';

const anyStatus = productStatuses.join(',');

/** The products of a vendor, or of all, that the filters leave. What is looked for by words has the order of the search. */
export const managedProducts = ({ q, sort, ...filters }: ProductsSearch) =>
  infiniteQueryOptions({
    queryKey: ['products', 'managed', { q, sort, ...filters }],
    queryFn: async ({ pageParam, signal }): Promise<ProductsFound> => {
      const query = { status: anyStatus, ...filters, ...(pageParam && { cursor: pageParam }) };
      if (q === undefined) return client.products.list({ query: { ...query, ...(sort && { sort }) }, signal });
      return client.products.search({ query: { ...query, q }, signal });
    },
    ...byCursor,
  });

/** A page of the list, or of the search, which tells more. */
export interface ProductsFound {
  data: Product[];
  next_cursor: string | null;
  total?: number;
  total_is_exact?: boolean;
  corrected_query?: string | null;
}

// The job that makes a picture's sizes tells when it has; whoever misses that asks.
const pictures_poll_ms = 2_000;

export const managedProduct = (id: string) =>
  queryOptions({
    ...productQuery(id),
    refetchInterval: ({ state: { data } }) =>
      data?.images.some(({ urls }) => urls === null) ? pictures_poll_ms : false,
  });
