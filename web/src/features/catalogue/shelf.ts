import type { CategoryInTree, SearchFacets } from '@orderhouse/contracts';
import { counted } from '../../lib/counted.ts';
import { formatMoney, type Way } from '../../lib/money.ts';
import type { CatalogueSearch, ShelfOrder } from './search.ts';

/** @returns whether nothing was asked for: the front of the shop. */
export function isFront({ q, category, price_min, price_max, available, sort }: CatalogueSearch): boolean {
  return [q, category, price_min, price_max, available, sort].every((asked) => asked === undefined);
}

/** The front shows what is new below what sells best; words come in the order in which they fit. */
export function orderOf(search: CatalogueSearch): ShelfOrder | 'relevance' {
  if (search.q !== undefined) return 'relevance';
  return search.sort ?? (isFront(search) ? '-created_at' : 'best_selling');
}

export const orderWords: Readonly<Record<ShelfOrder, string>> = {
  best_selling: 'Best selling',
  '-created_at': 'Newest',
  unit_price: 'Price, lowest first',
  '-unit_price': 'Price, highest first',
  name: 'Name',
};

/** @returns the category of a path and those above it, from the top; none when there is no such category. */
export function trailOf(categories: readonly CategoryInTree[], path: string | undefined): CategoryInTree[] {
  if (path === undefined || !categories.some((category) => category.path === path)) return [];
  return categories.filter((category) => path === category.path || path.startsWith(`${category.path}/`));
}

export interface ShelfCategory extends CategoryInTree {
  /** How many products it holds of those asked for; null when that is not known. */
  count: number | null;
}

/** Facets name no more categories than this. */
const counted_max = 50;

/**
 * @param facets of the search, where anything but the category was asked for
 * @returns the tops and the branch that is open, in the order of the tree
 */
export function openBranch(
  categories: readonly CategoryInTree[],
  path: string | undefined,
  facets: SearchFacets | null,
): ShelfCategory[] {
  const open = new Set(trailOf(categories, path).map(({ id }) => id));
  const counts = new Map(facets?.categories.map(({ id, count }) => [id, count]));
  const isCounted = facets?.is_exact === true;
  const countOf = ({ id, products_count }: CategoryInTree) => {
    if (facets === null) return products_count;
    if (!isCounted) return null;
    return counts.get(id) ?? (facets.categories.length < counted_max ? 0 : null);
  };
  return categories
    .filter(({ parent_id }) => parent_id === null || open.has(parent_id))
    .map((category) => ({ ...category, count: countOf(category) }));
}

/** @param price_max inclusive; none for no limit. @returns `£2.00–£4.99`, `up to £1.99`, `from £50.00`. */
export function bandWords(price_min: number | undefined, price_max: number | null | undefined, way: Way): string {
  const from = price_min ? formatMoney(price_min, way) : null;
  const to = price_max === null || price_max === undefined ? null : formatMoney(price_max, way);
  if (from === null) return to === null ? 'Any price' : `Up to ${to}`;
  return to === null ? `${from} and more` : `${from} – ${to}`;
}

export interface Chosen {
  key: 'price' | 'available';
  word: string;
  /** The address without it. */
  without: CatalogueSearch;
}

/** @returns what was chosen of the filters, each with the way back from it. */
export function chosenOf(search: CatalogueSearch, way: Way): Chosen[] {
  const { price_min, price_max, available, ...rest } = search;
  const price = { ...(price_min !== undefined && { price_min }), ...(price_max !== undefined && { price_max }) };
  const chosen: Chosen[] = [];
  if (price_min !== undefined || price_max !== undefined) {
    const without = { ...rest, ...(available && { available }) };
    chosen.push({ key: 'price', word: bandWords(price_min, price_max, way), without });
  }
  if (available) chosen.push({ key: 'available', word: 'In stock', without: { ...rest, ...price } });
  return chosen;
}

// So few are counted, not estimated: an estimate below is made of words that the search has not counted yet.
const estimate_min = 1_000;

/** @returns how many there are, in words; none while that is not known. */
export function countWords(total: number, isExact: boolean, locale: string): string {
  const count = counted(total, 'product', 'products', locale);
  if (isExact) return count;
  return total < estimate_min ? '' : `About ${count}`;
}
