import { expect, test } from 'vitest';
import { counted } from './counted.ts';

test('one is one, and none are many', () => {
  expect([0, 1, 2].map((count) => counted(count, 'order', 'orders'))).toEqual(['0 orders', '1 order', '2 orders']);
});

test('a number is written as the store writes it, where its language is told', () => {
  expect(counted(1_200, 'product', 'products', 'en-GB')).toBe('1,200 products');
  expect(counted(1_200, 'job is', 'jobs are')).toBe('1200 jobs are');
});
