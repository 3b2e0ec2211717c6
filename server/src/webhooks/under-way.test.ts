import { expect, test } from 'vitest';
import { noteUnderWay } from './under-way.ts';

test('an endpoint is held up by three slow attempts of its own, until one of them ends', () => {
  let now_ms = 0;
  const underWay = noteUnderWay(() => now_ms);
  const ends = [1, 2, 3].map(() => underWay.begin('a'));
  underWay.begin('b');
  expect(underWay.isHeldUp('a')).toBe(false);
  now_ms = 1_000;
  expect(underWay.isHeldUp('a')).toBe(true);
  expect(underWay.isHeldUp('b')).toBe(false);
  ends[1]?.();
  expect(underWay.isHeldUp('a')).toBe(false);
});
