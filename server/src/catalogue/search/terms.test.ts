import { describe, expect, test } from 'vitest';
import { quoted } from './query-text.ts';
import { matches_max, planOf, type Term } from './terms.ts';

const term = (word: string, more: Partial<Term> = {}): Term => ({
  word,
  stem: word,
  has_stems: true,
  is_beginning: false,
  whole_products: 10,
  beginning_products: null,
  beginning_words: null,
  ...more,
});
const typed = (word: string, more: Partial<Term> = {}) =>
  term(word, { is_beginning: true, beginning_products: 20, ...more });
const the = term('the', { stem: null });
/** More than the index is asked for at once, whatever stands beside it. */
const many = 400_000;

/** A store in which a hundred products are few. */
const store = { products: 1_000_000 };

test('a lexeme is read as it stands, whatever stands in it', () => {
  expect(quoted('lantern')).toBe("'lantern'");
  expect(quoted(`o'neil\\`)).toBe(`'o''neil\\\\'`);
  expect(quoted(`') | ('b`)).toBe(`''') | (''b'`);
});

describe('a plan', () => {
  test('asks for all words: their stems, and the last one as far as it is typed', () => {
    const terms = [term('candles', { stem: 'candl' }), typed('lan')];
    const plan = planOf({ ...store, terms, query: 'Candles lan ' });
    expect(plan.index).toBe("('~candl') & ('lan':* | '~lan') | '#candles lan'");
    expect(plan).toMatchObject({ filter: null, sku: "'#candles lan'", title: "('~candl') & ('lan':* | '~lan')" });
    expect(plan.whole_title).toBe("('~candl') & ('~lan')");
  });

  test('asks for the words themselves where there are no stems', () => {
    const terms = [term('candles', { stem: null, has_stems: false })];
    expect(planOf({ ...store, terms, query: '!candles' }).index).toBe("('candles')");
  });

  test('passes over words that say nothing, unless there are no others, or it is being typed', () => {
    expect(planOf({ ...store, terms: [the, term('lamp')], query: 'the lamp!' }).index).toBe("('~lamp')");
    expect(planOf({ ...store, terms: [the], query: 'the!' }).index).toBe("('the')");
    const unfinished = [term('lamp'), typed('the', { stem: null })];
    expect(planOf({ ...store, terms: unfinished, query: 'lamp the!' }).index).toBe("('~lamp') & ('the':* | 'the')");
  });

  test('asks once for what is said twice', () => {
    const terms = [term('lamps', { stem: 'lamp' }), term('lamp'), typed('la')];
    expect(planOf({ ...store, terms, query: 'lamps lamp la!' }).index).toBe("('~lamp')");
    expect(planOf({ ...store, terms: [typed('la')], query: 'la!' }).index).toBe("('la':* | '~la')");
  });

  test('takes three digits for the beginning of a SKU as well', () => {
    const index = "('7105':* | '~7105' | '#7105' | '#7105':*) | '#7105':*";
    expect(planOf({ ...store, terms: [typed('7105')], query: '7105' }).index).toBe(index);
    expect(planOf({ ...store, terms: [typed('71')], query: '71' }).index).toBe("('71':* | '~71' | '#71') | '#71'");
  });

  test.each([
    ['RGL-9 ', "'#rgl-9'"],
    ['Tea set 3', "'#tea set 3'"],
    ['-7105', null],
    ['7105-', null],
    ["7105'", null],
    ['a'.repeat(64), `'#${'a'.repeat(64)}'`],
    ['a'.repeat(65), null],
  ])('of %s has the SKU %s', (query, sku) => {
    expect(planOf({ ...store, terms: [typed('7105')], query }).sku).toBe(sku);
  });

  test('of nothing asks for nothing of anything', () => {
    expect(planOf({ ...store, terms: [], query: '!!!' })).toMatchObject({
      index: null,
      narrowed: null,
      filter: null,
      sku: null,
    });
  });

  test('asks for one lexeme of each mark, also where it is a SKU; for none of a branch that is not there', () => {
    const marks = [{ lexemes: ['@a', '@b'], products: 7 }];
    const index = "(('~lamp') | '#lamp') & ('@a' | '@b')";
    expect(planOf({ ...store, terms: [term('lamp')], query: 'lamp', marks }).index).toBe(index);
    expect(planOf({ ...store, terms: [], query: '', marks }).index).toBe("('@a' | '@b')");
    expect(planOf({ ...store, terms: [], query: '', marks: [{ lexemes: [], products: 0 }] }).index).toBe("('∅')");
  });

  test('begins every lexeme as those of the store begin', () => {
    const marks = [{ lexemes: ['@a'], products: 7 }];
    const plan = planOf({ ...store, terms: [typed('lamp9')], query: 'lamp9', marks, storeMark: 'x1' });
    const words = [plan.index, plan.narrowed, plan.title, plan.whole_title, plan.sku].join(' ').match(/'[^']+'/g) ?? [];
    expect(words.length).toBeGreaterThan(10);
    expect(words.filter((word) => !word.startsWith("'x1"))).toEqual([]);
  });
});

describe('too much', () => {
  test('is one word that more products have than are gone through', () => {
    const of = (whole_products: number) =>
      planOf({ ...store, terms: [term('white', { whole_products })], query: 'white!' });
    expect(of(matches_max).index).toBe("('~white')");
    expect(of(matches_max + 1)).toMatchObject({ index: null, narrowed: "('~white')", filter: null });
  });

  test('is no word beside a rare one, nor beside a small mark', () => {
    const white = term('white', { whole_products: many });
    const marks = [{ lexemes: ['@a'], products: 5 }];
    expect(planOf({ ...store, terms: [white, term('lantern')], query: 'a!' }).index).toBe("('~white') & ('~lantern')");
    expect(planOf({ ...store, terms: [white, term('red', { whole_products: many })], query: 'a!' }).index).toBeNull();
    expect(planOf({ ...store, terms: [white], query: 'white!', marks }).index).toBe("(('~white')) & ('@a')");
  });

  test('is a large branch of many categories: what the words find is held against it', () => {
    const lexemes = Array.from({ length: 9 }, (_, at) => `@${at}`);
    const branch = (products: number) =>
      planOf({ ...store, terms: [term('lamp')], query: 'a!', marks: [{ lexemes, products }] });
    expect(branch(25_001)).toMatchObject({ index: "('~lamp')", filter: null, filter_products: [25_001] });
    expect(branch(25_000).index).toContain("'@8'");
  });

  test('is a beginning that very many have: what the other words find is held against it', () => {
    const beginning = typed('w', { whole_products: null, beginning_products: many });
    const held = { filter: "('w':* | '~w')", filter_products: [many] };
    expect(planOf({ ...store, terms: [term('lantern'), beginning], query: 'a!' })).toMatchObject({
      ...held,
      index: "('~lantern')",
    });
    expect(planOf({ ...store, terms: [beginning], query: 'w!' })).toMatchObject({
      ...held,
      index: null,
      narrowed: null,
    });
  });

  test('is not a common word that many others begin with: it is meant itself', () => {
    const tea = typed('tea', { whole_products: 1_000, beginning_products: many });
    expect(planOf({ ...store, terms: [tea], query: 'tea!' })).toMatchObject({ index: "('~tea')", filter: null });
  });
});
