import { expect, test } from 'vitest';
import { changeWords } from './change-words.ts';

test('what became of an order is said in a sentence', () => {
  const before = { status: 'pending', payment: 'unpaid' } as const;
  expect(changeWords(1042, before, { ...before, status: 'shipped' })).toBe('Order 1042 is on its way.');
  expect(changeWords(1042, before, { status: 'cancelled', payment: 'failed' })).toBe(
    'Order 1042 was cancelled and could not be paid.',
  );
  expect(changeWords(1042, before, before)).toBe('');
});
