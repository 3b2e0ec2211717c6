import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisMarks } from './axis.ts';

test('an axis has round marks, up to what is not below the largest value', () => {
  expect(axisMarks(123_456, 4)).toEqual([0, 50_000, 100_000, 150_000]);
  expect(axisMarks(100, 4)).toEqual([0, 50, 100]);
  expect(axisMarks(7, 3, true)).toEqual([0, 5, 10]);
});

test('what is counted has no mark between two whole numbers', () => {
  expect(axisMarks(1, 3, true)).toEqual([0, 1]);
  expect(axisMarks(2, 4, true)).toEqual([0, 1, 2]);
});

test('where nothing was sold the axis is its ground line', () => {
  expect(axisMarks(0, 4)).toEqual([0]);
});

test('no axis has more marks than asked for, and none is too short', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e12 }),
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
      (most, steps, isWhole) => {
        const marks = axisMarks(most, steps, isWhole);
        expect(marks.length).toBeLessThanOrEqual(steps + 1);
        expect(marks.at(-1)).toBeGreaterThanOrEqual(most);
        expect(new Set(marks).size).toBe(marks.length);
      },
    ),
  );
});
