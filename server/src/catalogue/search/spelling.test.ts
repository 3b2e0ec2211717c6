import { describe, expect, test } from 'vitest';
import { canBeMistyped, meantBy, slipsBetween, slipsOf } from './spelling.ts';

describe('slips', () => {
  test.each([
    ['lantern', 'lantern', 0],
    ['lantren', 'lantern', 1],
    ['lanern', 'lantern', 1],
    ['lanttern', 'lantern', 1],
    ['lentern', 'lantern', 1],
    ['lnatren', 'lantern', 2],
    // No letter is moved twice: not 2.
    ['ca', 'abc', 3],
    ['', 'abc', 3],
    ['дом', 'том', 1],
    ['🎄a', '🎄b', 1],
  ])('%s and %s are %i apart, from either side', (from, to, slips) => {
    expect(slipsBetween(from, to)).toBe(slips);
    expect(slipsBetween(to, from)).toBe(slips);
  });

  test.each(['ab', 'tea', 'дом', 'a🎄'])('what is one slip away from %s is exactly that, each once', (word) => {
    const slips = slipsOf(word);
    expect(slips.length).toBe(new Set(slips).size);
    expect(slips.filter((slip) => slipsBetween(word, slip) !== 1)).toEqual([]);
  });

  test('none of what has one letter less, more, another or two swapped is missing', () => {
    expect(slipsOf('tea')).toEqual(
      expect.arrayContaining(['ea', 'ta', 'te', 'teat', 'xtea', 'sea', 'tee', 'eta', 'tae']),
    );
    expect(slipsOf('a')).not.toContain('');
  });
});

test.each([
  ['te', false],
  ['tea', true],
  ['71053', false],
  ['t2a', false],
  ['a'.repeat(40), true],
  ['a'.repeat(41), false],
])('%s: can it be mistyped? %s', (word, can) => {
  expect(canBeMistyped(word)).toBe(can);
});

describe('what was meant', () => {
  test('is what is fewest slips away, then begins alike, then most products have', () => {
    const candidates = [
      { word: 'canals', products: 900 },
      { word: 'handles', products: 500 },
      { word: 'candies', products: 2 },
      { word: 'candles', products: 3 },
    ];
    expect(meantBy('candels', candidates)).toBe('candles');
    expect(meantBy('candles', candidates.slice(0, 3))).toBe('candies');
    expect(meantBy('vandles', candidates)).toBe('handles');
  });

  test('is nothing that is further off: one slip in five letters, two in six', () => {
    expect(meantBy('lampe', [{ word: 'lambs', products: 9 }])).toBeNull();
    expect(meantBy('lamppe', [{ word: 'lambe', products: 9 }])).toBe('lambe');
    expect(meantBy('lantern', [])).toBeNull();
  });

  test('is a whole word rather than one that only begins so, and the same whatever the order of the candidates', () => {
    const begins = { word: 'lanterns', products: 99, is_beginning: true };
    const whole = { word: 'lantern', products: 1 };
    expect(meantBy('lantren', [begins, whole])).toBe('lantern');
    expect(meantBy('lantr', [begins])).toBe('lanterns');
    const alike = [
      { word: 'tap', products: 1 },
      { word: 'tan', products: 1 },
    ];
    expect(meantBy('tax', alike)).toBe('tan');
    expect(meantBy('tax', alike.toReversed())).toBe('tan');
  });
});
