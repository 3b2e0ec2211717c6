import { expect, test } from 'vitest';
import { steadyRows } from './steady-rows.ts';

const rows = (...ids: string[]) => ids.map((id) => ({ id, state: 'as it was' }));
const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id).join('');

test('a list that nobody is at becomes what was read', () => {
  const { rows: now, waiting } = steadyRows(rows('b', 'c'), rows('a', 'b', 'c'), false);
  expect(idsOf(now)).toBe('abc');
  expect(waiting).toBe(0);
});

test('under a hand what came in waits', () => {
  const { rows: now, waiting } = steadyRows(rows('c', 'd'), rows('a', 'b', 'c', 'd'), true);
  expect(idsOf(now)).toBe('cd');
  expect(waiting).toBe(2);
});

test('a row changes where it stands', () => {
  const { rows: now } = steadyRows(rows('a', 'b'), [{ id: 'a', state: 'as it is' }, ...rows('b')], true);
  expect(now[0]?.state).toBe('as it is');
});

test('what left stays before the eyes, and is known to be gone', () => {
  const { rows: now, gone } = steadyRows(rows('a', 'b', 'c'), rows('a', 'c'), true);
  expect(idsOf(now)).toBe('abc');
  expect([...gone]).toEqual(['b']);
});

test('the next page comes behind', () => {
  const { rows: now, waiting } = steadyRows(rows('b', 'c'), rows('a', 'b', 'c', 'd', 'e'), true);
  expect(idsOf(now)).toBe('bcde');
  expect(waiting).toBe(1);
});

test('where nothing is left of what was shown, all of it waits', () => {
  const { rows: now, waiting, gone } = steadyRows(rows('a'), rows('b', 'c'), true);
  expect(idsOf(now)).toBe('a');
  expect(waiting).toBe(2);
  expect(gone.size).toBe(1);
});

test('an empty list has nothing to keep in its place', () => {
  expect(idsOf(steadyRows([], rows('a'), true).rows)).toBe('a');
  expect(idsOf(steadyRows(null, rows('a'), true).rows)).toBe('a');
});
