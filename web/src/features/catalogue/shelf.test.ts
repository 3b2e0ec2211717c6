import type { CategoryInTree, SearchFacets } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { catalogueSearch } from './search.ts';
import { bandWords, chosenOf, countWords, isFront, openBranch, orderOf, trailOf } from './shelf.ts';

const way = { currency: 'GBP', locale: 'en-GB' };
const category = (path: string, parent_id: string | null = null) =>
  ({ id: path, path, parent_id, name: path, products_count: 9 }) as CategoryInTree;
const tree = [
  category('home'),
  category('home/lighting', 'home'),
  category('home/lighting/lanterns', 'home/lighting'),
  category('home-office'),
];
const facets = (counts: Record<string, number>, is_exact = true): SearchFacets => ({
  is_exact,
  categories: Object.entries(counts).map(([id, count]) => ({ id, count })),
  vendors: [],
  price_bands: [],
  availability: { available: 0, sold_out: 0 },
});

describe('what stands in the address', () => {
  test('is left out where it does not fit', () => {
    const search = { q: 71053, category: 'home/../x', price_min: '100', price_max: -1, available: 'yes', sort: 'id' };
    expect(catalogueSearch(search)).toEqual({ q: '71053', price_min: 100 });
    expect(catalogueSearch({ category: 'home/lighting-and-more', available: true, sort: 'name' })).toEqual({
      category: 'home/lighting-and-more',
      available: true,
      sort: 'name',
    });
  });
});

describe('the order of the shelf', () => {
  test('is what is new on the front, what sells best elsewhere', () => {
    expect(isFront({})).toBe(true);
    expect(orderOf({})).toBe('-created_at');
    expect(orderOf({ category: 'home' })).toBe('best_selling');
  });

  test('is the one that was chosen, unless words were given', () => {
    expect(orderOf({ sort: 'unit_price' })).toBe('unit_price');
    expect(orderOf({ sort: 'unit_price', q: 'lantern' })).toBe('relevance');
  });
});

describe('the categories', () => {
  test('of a path are those above it and itself; of none there are none', () => {
    expect(trailOf(tree, 'home/lighting').map(({ path }) => path)).toEqual(['home', 'home/lighting']);
    expect(trailOf(tree, 'home-office').map(({ path }) => path)).toEqual(['home-office']);
    expect(trailOf(tree, 'nowhere')).toEqual([]);
  });

  test('show the tops and the branch that is open', () => {
    const paths = openBranch(tree, 'home', null).map(({ path }) => path);
    expect(paths).toEqual(['home', 'home/lighting', 'home-office']);
  });

  test('count what was found; nothing where that is not known', () => {
    const counts = (found: SearchFacets | null) => openBranch(tree, undefined, found).map(({ count }) => count);
    expect(counts(null)).toEqual([9, 9]);
    expect(counts(facets({ home: 3 }))).toEqual([3, 0]);
    expect(counts(facets({ home: 3 }, false))).toEqual([null, null]);
  });
});

test('price bands are told by their limits', () => {
  expect(bandWords(0, 199, way)).toBe('Up to £1.99');
  expect(bandWords(200, 499, way)).toBe('£2.00 – £4.99');
  expect(bandWords(5000, null, way)).toBe('£50.00 and more');
  expect(bandWords(undefined, undefined, way)).toBe('Any price');
});

test('each chosen filter has the way back from it', () => {
  const chosen = chosenOf({ q: 'tin', price_min: 200, price_max: 499, available: true }, way);
  expect(chosen).toEqual([
    { key: 'price', word: '£2.00 – £4.99', without: { q: 'tin', available: true } },
    { key: 'available', word: 'In stock', without: { q: 'tin', price_min: 200, price_max: 499 } },
  ]);
  expect(chosenOf({ q: 'tin' }, way)).toEqual([]);
});

test('counts are told as exact or about', () => {
  expect(countWords(1, true, 'en-GB')).toBe('1 product');
  expect(countWords(1234, true, 'en-GB')).toBe('1,234 products');
  expect(countWords(20000, false, 'en-GB')).toBe('About 20,000 products');
  expect(countWords(2, false, 'en-GB')).toBe('');
});
