import { expect, test } from 'vitest';
import { belowOf, placeBeside, withStep } from './tree-moves.ts';

const row = (id: string, parent_id: string | null, position: number) => ({
  id,
  parent_id,
  position,
  products_count: 0,
});
const home = row('home', null, 0);
const lamps = row('lamps', 'home', 0);
const table = row('table', 'lamps', 0);
const clocks = row('clocks', 'home', 1);
const party = row('party', null, 1);
const rows = [home, lamps, table, clocks, party];
const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);

test('a category moves among its siblings, with what is below it', () => {
  expect(ids(withStep(rows, lamps, 1))).toEqual(['home', 'clocks', 'lamps', 'table', 'party']);
  expect(ids(withStep(rows, party, -1))).toEqual(['party', 'home', 'lamps', 'table', 'clocks']);
});

test('the first goes no further up, the last no further down', () => {
  expect([placeBeside(rows, home, -1), placeBeside(rows, clocks, 1)]).toEqual([null, null]);
  expect([placeBeside(rows, home, 1), placeBeside(rows, clocks, -1)]).toEqual([1, 0]);
  expect(ids(withStep(rows, home, -1))).toEqual(ids(rows));
});

test('below a category is all that hangs on it', () => {
  expect(ids(belowOf(rows, home))).toEqual(['lamps', 'table', 'clocks']);
  expect(belowOf(rows, party)).toEqual([]);
});
