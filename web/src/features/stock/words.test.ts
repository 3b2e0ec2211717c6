import { OrderhouseError } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { levelOf, refusalIn, refusalsIn, refusalsOfNone, signed } from './words.ts';

const refused = (errors: { pointer: string; code: string; detail: string; stock?: number }[]) =>
  new OrderhouseError(409, 'stock_changed', '', {
    problem: { type: '', title: '', status: 409, code: 'stock_changed', request_id: '', errors },
  });

test('a level is told in a word', () => {
  expect(levelOf({ stock: 0, is_low: true }).word).toBe('Sold out');
  expect(levelOf({ stock: 3, is_low: true }).word).toBe('Running low');
  expect(levelOf({ stock: 30, is_low: false }).word).toBe('Enough');
});

test('what came and what went has its sign', () => {
  expect([24, -2, 0].map((delta) => signed(delta, 'en-GB'))).toEqual(['+24', '-2', '0']);
});

test('a count that was overtaken says how many there are', () => {
  const error = refused([{ pointer: '/expected_stock', code: 'stock_changed', detail: '', stock: 7 }]);
  expect(refusalIn(error)).toEqual({ words: 'Meanwhile there are 7.', stock: 7 });
  expect(refusalIn(new Error('else'))).toBeNull();
});

test('of several, each that was refused is told at its place', () => {
  const problem = { pointer: '/adjustments/1', code: 'insufficient_stock', detail: '', stock: 2 } as const;
  expect([...refusalsIn([{}, { problem }])]).toEqual([[1, { words: 'There are only 2.', stock: 2 }]]);
});

test('where none was booked, the errors point at theirs', () => {
  const error = refused([
    { pointer: '/adjustments/0/expected_stock', code: 'stock_changed', detail: '', stock: 4 },
    { pointer: '/adjustments/2', code: 'not_found', detail: '' },
  ]);
  expect([...refusalsOfNone(error)]).toEqual([
    [0, { words: 'Meanwhile there are 4.', stock: 4 }],
    [2, { words: 'It is sold no more.', stock: null }],
  ]);
});
