import { expect, test } from 'vitest';
import { isSame, steadyRows } from './steady-rows.ts';

const row = (id: string, stock: number) => ({ id, stock });

test('rows keep their places, show what is now, and new ones follow', () => {
  const before = [row('a', 1), row('b', 2), row('c', 3)];
  const now = [row('d', 0), row('c', 3), row('a', 9)];
  const shown = steadyRows(before, now, () => false);
  expect(shown.map(({ id, stock }) => `${id}${stock}`)).toEqual(['a9', 'c3', 'd0']);
  expect(
    isSame(
      steadyRows(shown, now, () => false),
      shown,
    ),
  ).toBe(true);
});

test('a row that was counted stays, also when the list has it no more', () => {
  const shown = steadyRows([row('a', 1), row('b', 2)], [row('b', 2)], (id) => id === 'a');
  expect(shown.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(isSame(shown, [])).toBe(false);
});
