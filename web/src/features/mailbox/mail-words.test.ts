import { expect, test } from 'vitest';
import { headersOf } from './mail-words.ts';

test('reads the headers of a message up to the empty line', () => {
  const source = 'From: Shop <shop@example.com>\r\nSubject: Your order\r\n\r\nTo: nobody\r\n';
  expect(headersOf(source)).toEqual([
    ['From', 'Shop <shop@example.com>'],
    ['Subject', 'Your order'],
  ]);
});

test('joins a header that goes on in the next line', () => {
  expect(headersOf('Subject: A long\r\n one\r\nTo: ada@example.com\r\n\r\n')).toEqual([
    ['Subject', 'A long one'],
    ['To', 'ada@example.com'],
  ]);
});
