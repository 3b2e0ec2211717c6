import { expect, test } from 'vitest';
import { wordsOfHealth, wordsOfPart } from './health-words.ts';

test('the whole is said in one sentence', () => {
  expect(wordsOfHealth({ status: 'ok', parts: { database: { status: 'ok' } } })).toBe('Everything works.');
  const parts = { database: { status: 'ok' }, cache: { status: 'degraded' } } as const;
  expect(wordsOfHealth({ status: 'ok', parts })).toBe('The store serves, but not everything works.');
  expect(wordsOfHealth({ status: 'unavailable', parts })).toBe('The store cannot serve right now.');
});

test('a part that is not known here goes by its own name', () => {
  expect(wordsOfPart('ice_box').name).toBe('Ice box');
});
