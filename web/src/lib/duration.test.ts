import { expect, test } from 'vitest';
import { formatDuration } from './duration.ts';

test.each([
  [0, '0 seconds'],
  [90, '90 seconds'],
  [300, '5 minutes'],
  [3_600, '1 hour'],
  [2_592_000, '30 days'],
])('%i seconds are %s', (seconds, words) => {
  expect(formatDuration(seconds, 'en-GB')).toBe(words);
});
