import { both, either } from './query-text.ts';

/**
 * Where too many products have a word, they are gone through in tiers: the classes of sales from the best downwards, and
 * the parts of each class (`sales_lexemes` of migration 0013). A place among them is a number: 4,096 to a class.
 */
const classes = 31;
const places_of_class = 4_096;
/** Each size is four of the next: a class, its quarters, theirs, and so on. */
const sizes = [places_of_class, 1_024, 256, 64, 16, 4, 1] as const;
const [whole, ...smaller] = sizes;
/** Behind the last of them. */
export const end_of_tiers = classes * places_of_class;

/** Tiers that are looked through at once: whole classes, or up to four of a size that lie in one of the next. */
export interface Run {
  from: number;
  /** Not included. */
  to: number;
}

/** How many products there are of each class, by the class. */
export type ClassCounts = readonly number[];

export const classWords: readonly string[] = Array.from({ length: classes }, (_, sales) => `$${sales}`);

const classAt = (place: number) => classes - 1 - Math.floor(place / places_of_class);
const endOf = (size: number, place: number) => (Math.floor(place / size) + 1) * size;

/** @returns the size of the tiers that a run is made of; null when it is none. */
function sizeOf({ from, to }: Run): number | null {
  const isSpan = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from < to;
  if (!isSpan || to > end_of_tiers) return null;
  const fits = (size: number) => from % size === 0 && to % size === 0;
  if (fits(whole)) return whole;
  return smaller.find((size) => fits(size) && to <= endOf(size * 4, from)) ?? null;
}

export const isRun = (run: Run): boolean => sizeOf(run) !== null;

/** @returns what the index is asked for, for a run of tiers. Pure. */
export function questionOf({ from, to }: Run, lexeme: (text: string) => string): string {
  const size = sizeOf({ from, to }) ?? 1;
  if (size === whole) {
    const least = lexeme(`>${classAt(to - 1)}`);
    return from === 0 ? least : both(least, `!${lexeme(`>${classAt(from) + 1}`)}`);
  }
  const level = sizes.indexOf(size as (typeof sizes)[number]);
  const parts = Array.from({ length: (to - from) / size }, (_, at) => (from % places_of_class) / size + at);
  return either(...parts.map((part) => lexeme(`$${classAt(from)}/${level}/${part}`)));
}

/** @returns about how many products a run holds. Pure. */
export function productsIn(counts: ClassCounts, { from, to }: Run): number {
  let products = 0;
  for (let place = from; place < to; ) {
    const next = Math.min(to, endOf(places_of_class, place));
    products += ((counts[classAt(place)] ?? 0) * (next - place)) / places_of_class;
    place = next;
  }
  return products;
}

/** @returns the tiers from a place on that hold about as many products, or the smallest there. Pure. */
export function runFrom(counts: ClassCounts, from: number, products: number): Run {
  for (const size of sizes) {
    const end = size === whole ? end_of_tiers : endOf(size * 4, from);
    let to = from;
    while (from % size === 0 && to + size <= end && productsIn(counts, { from, to: to + size }) <= products) to += size;
    if (to > from) return { from, to };
  }
  return { from, to: from + 1 };
}
