import { expect, test } from 'vitest';
import { isSimple, optionNamesOf, pricesOf, skusOf, unitsOf, variantName } from './describe-variants.ts';

const variant = {
  id: '1',
  sku: '71053',
  title: '',
  options: {},
  unit_price: 339,
  stock: 2,
  low_stock_threshold: null,
};
const large = {
  ...variant,
  id: '2',
  sku: '71053-L',
  options: { size: 'L', colour: 'white' },
  unit_price: 375,
  stock: 5,
};

test('prices go from the lowest to the highest, units are added up', () => {
  expect(pricesOf([large, variant])).toEqual({ from: 339, to: 375 });
  expect(unitsOf({ variants: [variant, large] })).toBe(7);
});

test('SKUs beyond the first are counted', () => {
  expect(skusOf({ variants: [variant] })).toBe('71053');
  expect(skusOf({ variants: [variant, large] })).toBe('71053 and 1 more');
});

test('a variant is told by its title, else by its options, else by its SKU', () => {
  expect(variantName({ ...large, title: 'Large' })).toBe('Large');
  expect(variantName(large)).toBe('L, white');
  expect(variantName(variant)).toBe('71053');
});

test('a product of one variant that has neither title nor options is simple', () => {
  expect(isSimple({ variants: [variant] })).toBe(true);
  expect(isSimple({ variants: [large] })).toBe(false);
  expect(isSimple({ variants: [variant, large] })).toBe(false);
});

test('options are named once each', () => {
  expect(optionNamesOf([large, { options: { finish: 'matt', size: 'S' } }])).toEqual(['size', 'colour', 'finish']);
});
