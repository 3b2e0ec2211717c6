import { expect, test } from 'vitest';
import { countOf, dayOf, flagOf, given, idOf, oneOf, someOf, textOf } from './search-params.ts';

const id = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b';

test('what fits is read as it stands in the address', () => {
  expect(textOf('lamp')).toBe('lamp');
  expect(textOf(71053)).toBe('71053');
  expect(oneOf('name', ['name', '-name'])).toBe('name');
  expect(someOf('pending,shipped', ['pending', 'shipped', 'delivered'])).toBe('pending,shipped');
  expect(countOf('339')).toBe(339);
  expect(flagOf(false)).toBe(false);
  expect(idOf(id)).toBe(id);
  expect(dayOf('2026-01-31')).toBe('2026-01-31');
});

test('what does not fit is left out', () => {
  expect(textOf('  ')).toBeUndefined();
  expect(textOf(['a'])).toBeUndefined();
  expect(textOf('x'.repeat(300))).toHaveLength(100);
  expect(oneOf('price', ['name'])).toBeUndefined();
  expect(someOf('pending,lost', ['pending'])).toBe('pending');
  expect(someOf('lost', ['pending'])).toBeUndefined();
  expect(countOf('-1')).toBeUndefined();
  expect(countOf('1.5')).toBeUndefined();
  expect(countOf('')).toBeUndefined();
  expect(countOf(11, 10)).toBeUndefined();
  expect(flagOf('true')).toBeUndefined();
  expect(idOf(`${id}0`)).toBeUndefined();
  expect(dayOf('2026-02-30')).toBeUndefined();
  expect(dayOf('31.01.2026')).toBeUndefined();
});

test('an address holds no more than what was chosen', () => {
  expect(Object.keys(given({ q: 'lamp', sort: undefined }))).toEqual(['q']);
});
