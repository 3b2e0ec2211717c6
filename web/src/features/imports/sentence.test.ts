import { expect, test } from 'vitest';
import { sentenceOf } from './sentence.ts';

test('what the API advises is told in the words of the form', () => {
  const told = sentenceOf(
    'line 1: no column of this format is named “colour”; leave it out, or say unknown_columns=ignore',
  );
  expect(told).toBe(
    'Line 1: no column of this format is named “colour”; leave it out, or have unknown columns left out.',
  );
});

test.each([
  'is missing; missing_sku=derive makes one of the handle and the options',
  'line 3, column 2: bytes that are no UTF-8; if the file is Windows-1252 (Latin-1), say encoding=windows-1252',
  'line 3: bytes that are no UTF-8; if the file is Windows-1252, say encoding=windows-1252',
  '“1,5” is no amount such as 1299.00; if a comma is the decimal mark, say decimal=,',
  'there is no category a/b; create_categories=true makes it',
])('%s', (told) => {
  expect(sentenceOf(told)).not.toMatch(/[a-z]=|_/);
});
