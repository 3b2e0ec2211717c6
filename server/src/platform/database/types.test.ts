import { expect, test } from 'vitest';
import { types } from './types.ts';

const parse = (oid: number, text: string) => types.getTypeParser(oid, 'text')(text);

test.each([
  ['2026-01-05 10:00:00+00', '2026-01-05T10:00:00.000Z'],
  ['2026-01-05 10:00:00.7+00', '2026-01-05T10:00:00.700Z'],
  ['2026-01-05 10:00:00.123+00', '2026-01-05T10:00:00.123Z'],
  ['2026-01-05 10:00:00.123456+00', '2026-01-05T10:00:00.123456Z'],
  ['2026-01-05 15:30:00+05:30', '2026-01-05T10:00:00.000Z'],
])('the timestamp %s is read as %s', (text, read) => {
  expect(parse(1184, text)).toBe(read);
});

test('a bigint is an exact number or an error', () => {
  expect(parse(20, '9007199254740991')).toBe(9_007_199_254_740_991);
  expect(() => parse(20, '9007199254740993')).toThrow(RangeError);
});
