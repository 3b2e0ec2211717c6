import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  [0, 0, 'There was nothing to do.'],
  [1, 0, '1 job is forgotten.'],
  [1000, 1, '1000 jobs are forgotten; 1 more is left.'],
  [1000, 20, '1000 jobs are forgotten; 20 more are left.'],
])('%i done, %i left: %s', (done, remaining, words) => {
  expect(told(done, remaining, 'forgotten')).toBe(words);
});
