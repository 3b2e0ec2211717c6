import { expect, test } from 'vitest';
import { returnSearch } from './return-to.ts';

test.each([
  ['/orders?status=shipped', true],
  ['/', true],
  ['https://elsewhere.example', false],
  ['//elsewhere.example', false],
  ['/\\elsewhere.example', false],
  ['/\t/elsewhere.example', false],
  ['javascript:alert(1)', false],
  [42, false],
])('one goes on to %s: %s', (return_to, isTaken) => {
  expect(returnSearch({ return_to })).toEqual(isTaken ? { return_to } : {});
});
