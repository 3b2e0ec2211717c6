import { beforeEach, expect, test } from 'vitest';
import { closeAttempt, type Keep, openAttempt, unheardAttempt } from './attempt.ts';

let keep: Keep;
beforeEach(() => {
  const items = new Map<string, string>();
  keep = {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
});
const lantern = { lines: [{ variant_id: 'v', quantity: 1 }] };
const two = { lines: [{ variant_id: 'v', quantity: 2 }] };

test('the same order has the same key until it is placed or refused', () => {
  const key = openAttempt(lantern, keep);
  expect(openAttempt(lantern, keep)).toBe(key);
  closeAttempt(keep);
  expect(openAttempt(lantern, keep)).not.toBe(key);
});

test('another order has another key', () => {
  expect(openAttempt(lantern, keep)).not.toBe(openAttempt(two, keep));
});

test('an order of which nothing was heard is known, and whether it is this one', () => {
  expect(unheardAttempt(lantern, keep)).toBe('none');
  openAttempt(lantern, keep);
  expect(unheardAttempt(lantern, keep)).toBe('this');
  expect(unheardAttempt(two, keep)).toBe('other');
  closeAttempt(keep);
  expect(unheardAttempt(lantern, keep)).toBe('none');
});

test('without storage every call has a key of its own', () => {
  const refusing = {
    ...keep,
    setItem: () => {
      throw new Error('full');
    },
  };
  expect(openAttempt(lantern, refusing)).toHaveLength(32);
});
