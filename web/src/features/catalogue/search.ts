import { countOf, flagOf, given, oneOf, textOf } from '../../lib/search-params.ts';

/** In which order a shelf stands; the first two are those of the search. */
export const shelfOrders = ['best_selling', '-created_at', 'unit_price', '-unit_price', 'name'] as const;
export type ShelfOrder = (typeof shelfOrders)[number];

/** What of the room stands in its address. Prices are in minor units. */
export interface CatalogueSearch {
  q?: string;
  /** Its path, such as `home/lighting`. */
  category?: string;
  price_min?: number;
  price_max?: number;
  /** Only what is in stock. */
  available?: true;
  sort?: ShelfOrder;
}

const path = /^[a-z0-9]+(?:[-/][a-z0-9]+)*$/;

export function catalogueSearch(search: Record<string, unknown>): CatalogueSearch {
  const category = textOf(search.category, 500);
  return given({
    q: textOf(search.q),
    category: category !== undefined && path.test(category) ? category : undefined,
    price_min: countOf(search.price_min),
    price_max: countOf(search.price_max),
    available: flagOf(search.available) === true ? (true as const) : undefined,
    sort: oneOf(search.sort, shelfOrders),
  });
}
