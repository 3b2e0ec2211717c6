import { categoriesQuery } from '../../lib/categories.ts';
import { queryClient } from '../../lib/query-client.ts';
import { bestSellersQuery, countsQuery, shelfQuery } from './queries.ts';
import type { CatalogueSearch } from './search.ts';

/** Begins to read what the room shows while its code is still on the way. */
export function prefetchCatalogue(search: CatalogueSearch): void {
  void queryClient.prefetchInfiniteQuery(shelfQuery(search));
  void queryClient.prefetchQuery(categoriesQuery);
  const [counts, bestSellers] = [countsQuery(search), bestSellersQuery(search)];
  if (counts.enabled) void queryClient.prefetchQuery(counts);
  if (bestSellers.enabled) void queryClient.prefetchQuery(bestSellers);
}
