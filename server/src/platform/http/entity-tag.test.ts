import { describe, expect, test } from 'vitest';
import { entityTagOf, expectedVersionIn, isHeld } from './entity-tag.ts';

const bytes = Buffer.from('{"name":"lantern"}');
const tag = entityTagOf(bytes, 5);

test('a tag is of the bytes, and names the version', () => {
  expect(tag).toMatch(/^"5-[\w-]{16}"$/);
  expect(entityTagOf(Buffer.from('{"name":"lanterN"}'), 5)).not.toBe(tag);
  expect(entityTagOf(bytes)).toBe(tag.replace('5-', ''));
});

describe('If-None-Match', () => {
  const other = entityTagOf(Buffer.from('{}'), 4);
  test.each([tag, `W/${tag}`, ` ${tag} `, `${other}, ${tag}`, `${other},W/${tag}`, '*', ' * '])(
    '%s is held',
    (header) => {
      expect(isHeld(header, tag)).toBe(true);
    },
  );
  test.each([undefined, '', other, '"5"', tag.slice(1, -1), '"*"'])('%s is not', (header) => {
    expect(isHeld(header, tag)).toBe(false);
  });
});

describe('If-Match', () => {
  test.each([
    ['"5"', 5],
    [tag, 5],
    [' "17-ab_c-d" ', 17],
    ['*', null],
    [undefined, null],
    // Compared strongly: a weak tag never matches.
    ['W/"5"', undefined],
    ['5', undefined],
    ['"abc"', undefined],
    ['"5", "6"', undefined],
    ['"5-"', undefined],
    ['"1234567890"', undefined],
  ])('%s expects %s', (header, version) => {
    expect(expectedVersionIn(header)).toBe(version);
  });
});
