import { expect, test } from 'vitest';
import { categoryChoices, wayTo } from './categories.ts';

const rows = [
  { id: '1', parent_id: null, name: 'Home', path: 'home', depth: 0 },
  { id: '2', parent_id: '1', name: 'Lighting', path: 'home/lighting', depth: 1 },
  { id: '3', parent_id: '2', name: 'Lamps', path: 'home/lighting/lamps', depth: 2 },
  { id: '4', parent_id: null, name: 'Party', path: 'party', depth: 0 },
];

test('each category is told with those above it, in the order of the tree', () => {
  expect(categoryChoices(rows).map(({ label }) => label)).toEqual([
    'Home',
    'Home › Lighting',
    'Home › Lighting › Lamps',
    'Party',
  ]);
});

test('a branch can be left out, and categories be chosen by their address', () => {
  expect(categoryChoices(rows, 'path', '2').map(({ value }) => value)).toEqual(['home', 'party']);
});

test('the way to a category goes from the top', () => {
  expect(wayTo(rows, '3').map(({ name }) => name)).toEqual(['Home', 'Lighting', 'Lamps']);
  expect(wayTo(rows, undefined)).toEqual([]);
});
