import { limits, type ProductStatus, type QueryOf, type SearchPage, type search } from '@orderhouse/contracts';
import type { Caller } from '../../platform/caller.ts';
import type { Connection } from '../../platform/database/database.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { withVariants } from '../load-product.ts';
import type { StoredProduct } from '../pictures/stored-image.ts';
import { readProducts } from '../statements.ts';
import { cursorOf, positionOf, type SearchPosition } from './cursor.ts';
import { findInTiers } from './find-in-tiers.ts';
import { bands, type Filters, type Found, findRanked, type Hit, lookFor, readBranch } from './find-statements.ts';
import { forgiveErrors } from './forgive-errors.ts';
import { type Mark, matches_max, type Plan, planOf, type Sought } from './terms.ts';
import { classWords } from './tiers.ts';
import { readTerms, readWords } from './word-statements.ts';

type Query = QueryOf<typeof search.search>;

/** Results as the verb answers them: the addresses of pictures are made when they are sent. */
export type FoundPage = Omit<SearchPage, 'data'> & { data: StoredProduct[] };

interface Results {
  found: Found;
  hits: Hit[];
  next: SearchPosition | null;
  total: number;
  total_is_exact: boolean;
  facets_are_exact: boolean;
}

/** What is asked, and what of the caller it is answered by. */
interface Asked {
  connection: Connection;
  query: Query;
  filters: Filters;
  position: SearchPosition | null;
  limit: number;
  /** What every lexeme of the store begins with: `search_mark` of migration 0013. */
  storeMark: string;
}

async function filtersOf(connection: Connection, query: Query): Promise<Filters> {
  return {
    branch: query.category === undefined ? null : await readBranch(connection, query.category),
    vendor_id: query.vendor_id ?? null,
    statuses: query.status === undefined ? null : (query.status.split(',') as ProductStatus[]),
    price_min: query.price_min ?? null,
    price_max: query.price_max ?? null,
    available: query.available ?? null,
  };
}

const lexemeOf = (id: string) => `@${id.toLowerCase().replaceAll('-', '')}`;

/** What of the filters the index knows: of each, any of these. */
function marksOf({ branch, vendor_id }: Filters): string[][] {
  return [...(branch === null ? [] : [branch.map(lexemeOf)]), ...(vendor_id === null ? [] : [[lexemeOf(vendor_id)]])];
}

interface Counted {
  marks: Mark[];
  products: number;
  classes: number[];
}

// Until they have been counted: as many as no search should go through at once.
const uncounted_products = 100_000;
// A class that had no product may have some by now: a little of one, so that a run of such classes can be cut.
const since_counted = 0.01;

/** How many products have each of the marks, and how many there are of each class of sales. */
async function readCounts(connection: Connection, marks: readonly string[][]): Promise<Counted> {
  const words = await readWords(connection, [...marks.flat(), ...classWords, '']);
  const productsOf = new Map(words.map(({ word, products }) => [word, products]));
  const sum = (lexemes: readonly string[]) =>
    lexemes.reduce((products, lexeme) => products + (productsOf.get(lexeme) ?? 0), 0);
  const products = productsOf.get('') ?? uncounted_products;
  // Until it is known of what class they are, some of each.
  const uncounted = Math.max(0, products - sum(classWords)) / classWords.length;
  return {
    marks: marks.map((lexemes) => ({ lexemes, products: sum(lexemes) })),
    products,
    classes: classWords.map((word) => (productsOf.get(word) ?? since_counted) + uncounted),
  };
}

/** Looks through all that the index finds at once. @returns null when it is too much. */
async function findAll(asked: Asked, plan: Plan): Promise<Results | null> {
  const { connection, filters, position, limit } = asked;
  if (plan.index === null || (position !== null && (position.after === null || position.run !== null))) return null;
  const [, found] = await Promise.all([
    lookFor(connection, plan.index),
    findRanked(connection, plan, filters, position?.after ?? null, limit + 1),
  ]);
  if (found.matches > matches_max) return null;
  const hits = found.hits.slice(0, limit);
  const last = hits.at(-1);
  const next = found.hits.length > limit && last ? { after: last, run: null } : null;
  return { found, hits, next, total: found.total, total_is_exact: true, facets_are_exact: true };
}

/**
 * Looks for what was typed in the way that is bounded: all at once; all that has the marks of the filters, too; or in tiers,
 * from the best sellers downwards.
 */
async function resultsOf(asked: Asked, words: Omit<Sought, 'marks' | 'storeMark'>): Promise<Results> {
  const { connection, filters, position, limit, storeMark } = asked;
  const sought = { ...words, storeMark };
  const plain = planOf(sought);
  const all = await findAll(asked, plain);
  if (all) return all;
  const { marks, ...counts } = await readCounts(connection, marksOf(filters));
  const plan = marks.length === 0 ? plain : planOf({ ...sought, products: counts.products, marks });
  const narrowed = plan.narrowed === plain.narrowed ? null : await findAll(asked, plan);
  if (narrowed) return { ...narrowed, facets_are_exact: false };
  const behind = position?.after && !position.run ? null : position;
  const { is_exact, ...found } = await findInTiers({ connection, plan, filters, counts, storeMark }, behind, limit);
  return { ...found, total_is_exact: is_exact, facets_are_exact: is_exact && marks.length === 0 };
}

function facetsOf({ found, facets_are_exact }: Results): SearchPage['facets'] {
  const { categories, vendors, available, sold_out } = found;
  const price_bands = found.bands.map(({ band, count }) => {
    const [price_min = 0, above] = bands.slice(band - 1, band + 1);
    return { price_min, price_max: above === undefined ? null : above - 1, count };
  });
  return { is_exact: facets_are_exact, categories, vendors, price_bands, availability: { available, sold_out } };
}

const nowhere: Found = {
  ...{ matches: 0, total: 0, hits: [], categories: [], vendors: [], bands: [], available: 0, sold_out: 0 },
};
/** Not one word is left of what was typed. */
const nothing: Results = {
  ...{ found: nowhere, hits: [], next: null, total: 0, total_is_exact: true, facets_are_exact: true },
};

const everything = { terms: [], products: 0, query: '' };

/** Looks for what was typed and, where nothing is found of it, for what may have been meant. */
async function look(asked: Asked): Promise<Results & { corrected_query: string | null }> {
  const { connection, query } = asked;
  const { q } = query;
  if (q === undefined) return { ...(await resultsOf(asked, everything)), corrected_query: null };
  const { terms, products } = await readTerms(connection, q, !/\s$/.test(q));
  const results = terms.length === 0 ? nothing : await resultsOf(asked, { terms, products, query: q });
  const meant = results.found.matches === 0 ? await forgiveErrors(connection, terms) : null;
  if (meant === null) return { ...results, corrected_query: null };
  const corrected = await readTerms(connection, meant.query, meant.is_typed);
  return { ...(await resultsOf(asked, { ...corrected, query: meant.query })), corrected_query: meant.query };
}

/**
 * Finds the products that the caller may see by words or a SKU, and counts what there is of each kind. Of more than
 * `matches_max` those that sell best are found first, and counted.
 *
 * @throws DomainError `invalid_cursor`
 */
export async function searchProducts({ database }: Runtime, caller: Caller, query: Query): Promise<FoundPage> {
  const { limit = limits.page_default } = query;
  const position = positionOf(query.cursor);
  const storeMark = caller.storeId.slice(-4).toLowerCase();
  return database.read(caller, async (connection) => {
    const filters = await filtersOf(connection, query);
    const results = await look({ connection, query, filters, position, limit, storeMark });
    const ids = results.hits.map(({ product_id }) => product_id);
    const rows = ids.length > 0 ? await readProducts(connection, ids) : [];
    return {
      data: rows.length > 0 ? await withVariants(connection, rows) : [],
      next_cursor: results.next && cursorOf(results.next),
      total: results.total,
      total_is_exact: results.total_is_exact,
      corrected_query: results.corrected_query,
      facets: facetsOf(results),
    };
  });
}
