import type { Product, SearchFacets, SearchPage } from '@orderhouse/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { given } from '../../lib/search-params.ts';
import { byCursor } from '../../ui/paged-list.tsx';
import type { CatalogueSearch } from './search.ts';
import { isFront, orderOf } from './shelf.ts';

const products_a_page = 24;
export const best_sellers_max = 6;

/** What was found in all, and how it divides. */
export interface Found {
  total: number;
  isExact: boolean;
  corrected: string | null;
  facets: SearchFacets;
}

export interface ShelfPage {
  data: Product[];
  next_cursor: string | null;
  /** Of a search; a list that is sorted otherwise does not count. */
  found: Found | null;
}

const foundOf = ({ total, total_is_exact, corrected_query, facets }: SearchPage): Found => ({
  total,
  isExact: total_is_exact,
  corrected: corrected_query,
  facets,
});

const filtersOf = ({ category, price_min, price_max, available }: CatalogueSearch) =>
  given({ category, price_min, price_max, available });

/** The shelf that was asked for, page by page. */
export function shelfQuery(search: CatalogueSearch) {
  const order = orderOf(search);
  const filters = filtersOf(search);
  return infiniteQueryOptions({
    queryKey: ['products', 'shelf', order, search.q ?? '', filters],
    queryFn: async ({ pageParam: cursor, signal }): Promise<ShelfPage> => {
      const query = { ...filters, limit: products_a_page, ...(cursor && { cursor }) };
      if (order === 'relevance' || order === 'best_selling') {
        const page = await client.products.search({ query: { ...query, ...given({ q: search.q }) }, signal });
        return { data: page.data, next_cursor: page.next_cursor, found: foundOf(page) };
      }
      const { data, next_cursor } = await client.products.list({ query: { ...query, sort: order }, signal });
      return { data, next_cursor, found: null };
    },
    ...byCursor,
    placeholderData: keepPreviousData,
  });
}

/** How many there are of what a list shows that does not count itself. */
export function countsQuery(search: CatalogueSearch) {
  const order = orderOf(search);
  const filters = filtersOf(search);
  return queryOptions({
    queryKey: ['products', 'counts', filters],
    queryFn: async ({ signal }) => foundOf(await client.products.search({ query: { ...filters, limit: 1 }, signal })),
    enabled: order !== 'relevance' && order !== 'best_selling',
    placeholderData: keepPreviousData,
  });
}

/** What sells best, for the front of the shop. */
export function bestSellersQuery(search: CatalogueSearch) {
  return queryOptions({
    queryKey: ['products', 'popular', best_sellers_max],
    queryFn: ({ signal }) => client.products.popular({ query: { limit: best_sellers_max }, signal }),
    enabled: isFront(search),
    staleTime: 60_000,
  });
}
