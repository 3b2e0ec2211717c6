import { both, either, nothing, quoted } from './query-text.ts';

/** A word that is looked for, with what the store's words say of it. */
export interface Term {
  word: string;
  /** Its stem; null for one that says nothing, as `the`, and for all words where there are no stems. */
  stem: string | null;
  has_stems: boolean;
  /** It is being typed: words that begin so are meant as well. */
  is_beginning: boolean;
  /** Open products that have it as a whole word; null when none was counted. */
  whole_products: number | null;
  /** About how many have a word that begins so. */
  beginning_products: number | null;
  /** Which words begin so; null when they are more than a few. */
  beginning_words: readonly string[] | null;
}

/** What else results must be: of a vendor, or in a branch of categories. */
export interface Mark {
  /** As they stand in the index; one of them is enough. */
  lexemes: readonly string[];
  /** About how many products have one. */
  products: number;
}

/** How a store is searched: in PostgreSQL's language of queries. */
export interface Plan {
  /** What the index is asked for; null when that would be too much at once, and is gone through in tiers. */
  index: string | null;
  /** What the index is asked for in each tier; null: for the tier alone. */
  narrowed: string | null;
  /** What every hit is held against as well: beginnings that more have than the index should be asked for. */
  filter: string | null;
  /** Of the name: every word is a whole one there; every word, the last as far as it is typed, is there. */
  whole_title: string;
  title: string;
  /** Exactly this SKU; null where the query can be none. */
  sku: string | null;
  /** About how many products have each part of what the index is asked for. */
  narrowed_products: readonly number[];
  /** The same of each part of the filter, and of filters that the index is not asked for. */
  filter_products: readonly number[];
}

/** What a plan is made of. */
export interface Sought {
  terms: readonly Term[];
  /** As it was typed, for the case that it is a SKU. */
  query: string;
  /** Of the store, as far as they are counted. */
  products: number;
  marks?: readonly Mark[];
  /** What every lexeme of the store begins with. */
  storeMark?: string;
}

// A beginning is looked up by going through all that is there of it.
const beginning_postings_max = 10_000;
/** Several whole words cost as much as the rarest of them. */
export const several_postings_max = 25_000;
/** Of more matches than this, as many are gone through as are needed. */
export const matches_max = 2_000;
const few_lexemes = 8;
// A word that is so common is meant, not the beginning of another.
const common_products_min = 1_000;
const skuForm = /^[a-z0-9](?:[a-z0-9 ._/+-]{0,62}[a-z0-9])?$/;

const hasDigit = (word: string) => /\d/.test(word);

interface Part {
  text: string;
  postings: number;
  isCheap: boolean;
}

type Lexeme = (text: string) => string;

function wholeOf({ word, stem, has_stems }: Term, lexeme: Lexeme): string {
  const known = has_stems && stem !== null ? lexeme(`~${stem}`) : lexeme(word);
  return either(known, hasDigit(word) ? lexeme(`#${word}`) : null);
}

function beginningOf(term: Term, lexeme: Lexeme): string {
  const { word } = term;
  const sku = hasDigit(word) && word.length >= 3 ? `${lexeme(`#${word}`)}:*` : null;
  return either(`${lexeme(word)}:*`, wholeOf(term, lexeme), sku);
}

function partOf(term: Term, lexeme: Lexeme): Part {
  const whole = term.whole_products ?? 0;
  const beginning = Math.max(whole, term.beginning_products ?? 0);
  if (!term.is_beginning) return { text: wholeOf(term, lexeme), postings: whole, isCheap: true };
  if (beginning <= beginning_postings_max) {
    return { text: beginningOf(term, lexeme), postings: beginning, isCheap: true };
  }
  if (whole >= common_products_min) return { text: wholeOf(term, lexeme), postings: whole, isCheap: true };
  if (term.beginning_words !== null) {
    const text = either(...term.beginning_words.map(lexeme), wholeOf(term, lexeme));
    return { text, postings: beginning, isCheap: true };
  }
  return { text: beginningOf(term, lexeme), postings: beginning, isCheap: false };
}

/** A large branch of many categories costs the index more than holding rows against it. */
function markedBy({ lexemes, products }: Mark, lexeme: Lexeme): Part {
  const isCheap = products <= several_postings_max || lexemes.length <= few_lexemes;
  return { text: either(...lexemes.map(lexeme)) || nothing, postings: products, isCheap };
}

/** Another word says as much: it is the same, or this one is typed as far as its beginning. */
function isSaidBy(term: Term, other: Term, isLater: boolean): boolean {
  if (term.is_beginning) return other.word.startsWith(term.word);
  return (
    isLater && !other.is_beginning && (term.word === other.word || (term.stem !== null && term.stem === other.stem))
  );
}

/** @returns those words that tell one product from another: `the` does not, unless there is nothing else. */
function tellingOf(terms: readonly Term[]): readonly Term[] {
  const said = terms.filter(
    (term, at) => !terms.some((other, place) => place !== at && isSaidBy(term, other, place < at)),
  );
  const telling = said.filter((term) => !term.has_stems || term.stem !== null || term.is_beginning);
  return telling.length > 0 ? telling : said;
}

const byCost = (parts: readonly Part[]) =>
  [parts.filter(({ isCheap }) => isCheap), parts.filter(({ isCheap }) => !isCheap)] as const;
const postingsOf = (parts: readonly Part[]) => parts.map(({ postings }) => postings);
const textsOf = (parts: readonly Part[]) => both(...parts.map(({ text }) => text));

/**
 * @param counts how many have each of some things, which all of them must have
 * @returns what part of all products has them all, as if they came together by half chance. Pure.
 */
export function shareOf(counts: readonly number[], products: number): number {
  const shares = counts.map((count) => Math.min(1, Math.max(count, 1) / Math.max(products, 1)));
  const [rarest = 1, ...others] = shares.sort((a, b) => a - b);
  return others.reduce((share, other) => share * Math.sqrt(other), rarest);
}

function isTooMuch(parts: readonly Part[], products: number): boolean {
  const postings = postingsOf(parts);
  return Math.min(...postings) > several_postings_max || shareOf(postings, products) * products > matches_max;
}

/** Decides how to look for some words, all of which a product must have, and for marks. No word is every word. Pure. */
export function planOf({ terms, query, products, marks = [], storeMark = '' }: Sought): Plan {
  const lexeme: Lexeme = (text) => quoted(storeMark + text);
  const typed = query.trim().toLowerCase();
  const sku = skuForm.test(typed) ? lexeme(`#${typed}`) : null;
  const skus = sku !== null && hasDigit(typed) && typed.length >= 3 ? `${sku}:*` : sku;
  const telling = tellingOf(terms);
  const words = telling.map((term) => partOf(term, lexeme));
  const marked = marks.map((mark) => markedBy(mark, lexeme));
  const [cheapWords, rest] = byCost(words);
  const [cheapMarks, costlyMarks] = byCost(marked);
  const cheap = [...cheapWords, ...cheapMarks];
  // A SKU is found whatever the words say, and where it has the marks.
  const found = cheapWords.length === 0 ? [] : [either(textsOf(cheapWords), skus)];
  const index = cheapMarks.length === 0 ? found.join('') : both(...found, ...cheapMarks.map(({ text }) => text));
  return {
    index: cheap.length === 0 || isTooMuch(cheap, products) ? null : index,
    narrowed: cheap.length === 0 ? null : textsOf(cheap),
    filter: rest.length === 0 ? null : either(textsOf(rest), skus),
    whole_title: both(...telling.map((term) => wholeOf(term, lexeme))) || nothing,
    title: both(...telling.map((term) => (term.is_beginning ? beginningOf : wholeOf)(term, lexeme))) || nothing,
    sku,
    narrowed_products: postingsOf(cheap),
    filter_products: postingsOf([...rest, ...costlyMarks]),
  };
}
