import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardedCell, unguardedCell } from './spreadsheet-cell.ts';

const beginnings = fc.array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', ' ', '0'), { maxLength: 5 });
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.tuple(beginnings, fc.string()).map(([beginning, rest]) => beginning.join('') + rest),
);

test('a cell never begins as a formula does', () => {
  fc.assert(fc.property(texts, (text) => !/^[=+\-@\t\r]/.test(guardedCell(text))));
});

test('every text comes back as it was', () => {
  fc.assert(fc.property(texts, (text) => unguardedCell(guardedCell(text)) === text));
});

test('no two texts have the same cell, and what begins no formula is left alone', () => {
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      fc.pre(one !== other);
      expect(guardedCell(one)).not.toBe(guardedCell(other));
    }),
  );
  for (const plain of ['', '00123', "'quoted'", 'a=b', "O'Neill", ' =1']) expect(guardedCell(plain)).toBe(plain);
});

test.each([
  ['=1+1', "'=1+1"],
  ['-5', "'-5"],
  ["'=1", "''=1"],
  ['@SUM(A1)', "'@SUM(A1)"],
])('%s is written as %s', (text, cell) => {
  expect(guardedCell(text)).toBe(cell);
  expect(unguardedCell(cell)).toBe(text);
});
