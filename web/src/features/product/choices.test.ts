import { describe, expect, test } from 'vitest';
import { chosenVariant, gaveWay, optionsOf, variantOf } from './choices.ts';

const variant = (sku: string, options: Record<string, string>, stock = 3, title = '') => ({
  sku,
  options,
  stock,
  title,
});
const smallWhite = variant('SW', { size: 'S', colour: 'white' });
const largeWhite = variant('LW', { size: 'L', colour: 'white' }, 0);
const largeRed = variant('LR', { size: 'L', colour: 'red' });
const shirts = [smallWhite, largeWhite, largeRed];

describe('which variant is looked at', () => {
  test('is the one of the address', () => expect(variantOf(shirts, 'LW')).toBe(largeWhite));

  test('is the first that can be bought otherwise, and the first when none can', () => {
    expect(variantOf([largeWhite, largeRed], undefined)).toBe(largeRed);
    expect(variantOf([largeWhite], 'nothing')).toBe(largeWhite);
  });
});

describe('what there is to choose', () => {
  test('is made of the options that exist, each value with its state beside the others', () => {
    const states = optionsOf(shirts, smallWhite).map(({ name, choices }) => [
      name,
      choices.map(({ value, state, isChosen }) => `${value} ${state}${isChosen ? ' chosen' : ''}`),
    ]);
    expect(states).toEqual([
      ['size', ['S available chosen', 'L sold_out']],
      ['colour', ['white available chosen', 'red elsewhere']],
    ]);
  });

  test('is the title where options do not tell the variants apart', () => {
    const [only] = optionsOf([variant('A', {}, 1, 'Box of six'), variant('B', {}, 0)], variant('A', {}));
    expect(only?.choices.map(({ label, state }) => [label, state])).toEqual([
      ['Box of six', 'available'],
      ['B', 'sold_out'],
    ]);
  });

  test('is nothing where there is one variant', () => expect(optionsOf([smallWhite], smallWhite)).toEqual([]));
});

describe('choosing a value', () => {
  test('keeps the other options where there is such a variant', () => {
    expect(chosenVariant(shirts, smallWhite, 'size', 'L')).toBe(largeWhite);
    expect(gaveWay(smallWhite, largeWhite, 'size')).toBeNull();
  });

  test('lets the others give way where there is none, and says so', () => {
    expect(chosenVariant(shirts, smallWhite, 'colour', 'red')).toBe(largeRed);
    expect(gaveWay(smallWhite, largeRed, 'colour')).toBe('There is red in L only.');
  });
});
