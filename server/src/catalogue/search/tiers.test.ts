import { describe, expect, test } from 'vitest';
import { end_of_tiers, isRun, productsIn, questionOf, type Run, runFrom } from './tiers.ts';

const counts = (byClass: Record<number, number>) => Array.from({ length: 31 }, (_, sales) => byClass[sales] ?? 0);
const asked = (run: Run) => questionOf(run, (text) => text);
const place = (sales: number, part = 0) => (30 - sales) * 4_096 + part;

/** Every run from the first to the last place, each where the one before ended. */
function allRuns(held: readonly number[], products: number): Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < end_of_tiers; ) {
    const run = runFrom(held, from, products);
    runs.push(run);
    from = run.to;
  }
  return runs;
}

describe('a run', () => {
  test('of a small store is all of it', () => {
    const run = runFrom(counts({ 5: 10, 0: 900 }), 0, 1_000);
    expect(run).toEqual({ from: 0, to: end_of_tiers });
    expect(asked(run)).toBe('>0');
  });

  test('takes the best sellers first, as many as it may', () => {
    const held = counts({ 9: 100, 3: 600, 2: 9_000, 1: 5_000, 0: 1_000_000 });
    const best = runFrom(held, 0, 1_000);
    expect(best).toEqual({ from: 0, to: place(2) });
    expect(asked(best)).toBe('>3');
    expect(asked(runFrom(held, place(2), 15_000))).toBe('(>1) & (!>3)');
    const next = runFrom(held, place(1), 2_600);
    expect(asked(next)).toBe('$1/1/0 | $1/1/1');
    expect(productsIn(held, next)).toBe(2_500);
  });

  test('takes parts of a part where a class is very large', () => {
    const held = counts({ 0: 1_000_000 });
    expect(asked(runFrom(held, place(0), 8_000))).toBe('$0/4/0 | $0/4/1');
    expect(asked(runFrom(held, place(0), 500))).toBe('$0/6/0 | $0/6/1');
    expect(asked(runFrom(held, place(0, 3), 100_000))).toBe('$0/6/3');
    expect(asked(runFrom(held, place(0, 64), 40_000))).toBe('$0/3/1 | $0/3/2');
    expect(asked(runFrom(held, place(0, 3_840), 70_000))).toBe('$0/2/15');
  });

  test('takes the smallest tier where even that holds more', () => {
    expect(runFrom(counts({ 0: 1_000_000 }), place(0), 5)).toEqual({ from: place(0), to: place(0, 1) });
  });

  test.each([1, 700, 5_000, 90_000, 3_000_000])(
    'follows on the one before through every place: %i products',
    (products) => {
      const held = counts({ 12: 3, 4: 20_000, 1: 300_000, 0: 700_000 });
      const runs = allRuns(held, products);
      expect(runs[0]?.from).toBe(0);
      expect(runs.at(-1)?.to).toBe(end_of_tiers);
      for (const run of runs) expect(isRun(run), JSON.stringify(run)).toBe(true);
      expect(runs.reduce((sum, run) => sum + productsIn(held, run), 0)).toBeCloseTo(1_020_003);
    },
  );
});

test.each([
  [0, 0],
  [5, 4],
  [-1, 3],
  [0.5, 1],
  [0, end_of_tiers + 4_096],
  [10, 5_000],
  [8, 24],
  [4, 24],
  [3, 5],
  [0, 4_097],
  [Number.NaN, 1],
])('from %d to %d is no run', (from, to) => {
  expect(isRun({ from, to })).toBe(false);
});
