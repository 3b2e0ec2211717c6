import { expect, test } from 'vitest';
import { tokenIn } from './reset-token.ts';

test.each([
  ['#token=abc-_1', 'abc-_1'],
  ['token=abc', 'abc'],
  ['#token=', null],
  ['', null],
  [`#token=${'x'.repeat(201)}`, null],
])('of %s', (fragment, token) => {
  expect(tokenIn(fragment)).toBe(token);
});
