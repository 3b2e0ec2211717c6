import type { Connection } from '../../platform/database/database.ts';
import type { SearchPosition } from './cursor.ts';
import { type Filters, type Found, findRanked, type Hit, lookFor, type RankedPosition } from './find-statements.ts';
import { both, either, quoted } from './query-text.ts';
import { matches_max, type Plan, several_postings_max, shareOf } from './terms.ts';
import { type ClassCounts, end_of_tiers, productsIn, questionOf, type Run, runFrom } from './tiers.ts';

// What a run is made for: so many rows to look at, and so many of them that fit.
const rows_wanted = matches_max / 2;
const matches_wanted = matches_max / 6;
const runs_max = 8;
// How much smaller the next run is when there was too much in one, and how much larger when there was little.
const step = 4;
// A cursor is made by anybody: a run far larger than any of ours is cut anew.
const too_large = 256;

export interface InTiers {
  found: Found;
  hits: Hit[];
  next: SearchPosition | null;
  /** Of all that fit, about how many there are. */
  total: number;
  /** Everything was looked at. */
  is_exact: boolean;
}

interface Parts {
  connection: Connection;
  plan: Plan;
  filters: Filters;
  counts: { products: number; classes: ClassCounts };
  storeMark: string;
}

/** In how many products as many are looked for as are wanted, or as the index should be asked for. */
function reachOf({ plan, counts: { products } }: Parts): number {
  const { narrowed_products, filter_products } = plan;
  const rows = shareOf(narrowed_products, products);
  const matches = shareOf([...narrowed_products, ...filter_products], products);
  const postings = shareOf(narrowed_products.length === 0 ? [] : [Math.min(...narrowed_products)], products);
  return Math.min(rows_wanted / rows, matches_wanted / matches, several_postings_max / postings);
}

/** What the index is asked for. The very SKU stands in the first run, and in no other. */
function soughtIn({ plan, storeMark }: Parts, run: Run): string {
  const tiers = questionOf(run, (text) => quoted(storeMark + text));
  const sought = plan.narrowed === null ? tiers : both(plan.narrowed, tiers);
  if (plan.sku === null) return sought;
  return run.from === 0 ? either(both(sought), plan.sku) : both(sought, `!${plan.sku}`);
}

async function findIn(parts: Parts, run: Run, after: RankedPosition | null, limit: number): Promise<Found> {
  const { connection, plan, filters } = parts;
  const [, found] = await Promise.all([
    lookFor(connection, soughtIn(parts, run)),
    findRanked(connection, plan, filters, after, limit),
  ]);
  return found;
}

function begin(
  parts: Parts,
  position: SearchPosition | null,
  reach: number,
): { run: Run; after: RankedPosition | null } {
  const { classes } = parts.counts;
  if (position?.after && position.run) {
    const { run, after } = position;
    if (productsIn(classes, run) <= reach * too_large) return { run, after };
    return { run: runFrom(classes, run.from, reach), after: null };
  }
  const from = position && !position.after ? position.from : 0;
  return { run: runFrom(classes, from, reach), after: null };
}

/**
 * Goes through the tiers from the best sellers downwards until there are enough for a page. What is looked at is bounded:
 * a page may be short, and the next one goes on behind the last tier.
 *
 * @param limit hits of a page
 */
export async function findInTiers(parts: Parts, position: SearchPosition | null, limit: number): Promise<InTiers> {
  const { products, classes } = parts.counts;
  let reach = reachOf(parts);
  let { run, after } = begin(parts, position, reach);
  let first: { found: Found; run: Run } | null = null;
  const hits: (Hit & { run: Run })[] = [];
  for (let runs = 1; ; runs += 1) {
    const found = await findIn(parts, run, after, limit + 1 - hits.length);
    if (found.matches > matches_max && after === null && runs < runs_max) {
      reach = productsIn(classes, run) / step;
      const smaller = runFrom(classes, run.from, reach);
      const isCut = smaller.to < run.to;
      run = smaller;
      if (isCut) continue;
    }
    first ??= { found, run };
    for (const hit of found.hits) hits.push({ ...hit, run });
    if (hits.length > limit || run.to === end_of_tiers || runs >= runs_max) break;
    if (found.matches < matches_wanted / step) reach *= step;
    run = runFrom(classes, run.to, reach);
    after = null;
  }
  const shown = hits.slice(0, limit);
  const last = shown.at(-1);
  const isExact = first.run.from === 0 && first.run.to === end_of_tiers && first.found.matches <= matches_max;
  const share = products / Math.max(1, productsIn(classes, first.run));
  return {
    found: first.found,
    hits: shown,
    next: nextOf(last && hits.length > limit ? last : null, run),
    total: isExact ? first.found.total : Math.max(hits.length, Math.round(first.found.total * share)),
    is_exact: isExact,
  };
}

function nextOf(last: (Hit & { run: Run }) | null, { to }: Run): SearchPosition | null {
  if (last === null) return to === end_of_tiers ? null : { after: null, from: to };
  const { run, rank, units_sold, product_id } = last;
  return { after: { rank, units_sold, product_id }, run };
}
