import { expect, test } from 'vitest';
import {
  changedVariantOf,
  emptyProduct,
  emptyVariant,
  type ListedVariant,
  newProductOf,
  newVariantOf,
  withSeveral,
} from './drafts.ts';

const keys = () => {
  let key = 0;
  return () => {
    key += 1;
    return String(key);
  };
};
const lantern = { ...emptyProduct, name: ' White lantern ', sku: ' 71053 ', unit_price: 339, stock: 4 };

test('a simple product carries the fields of its one variant', () => {
  expect(newProductOf(lantern)).toEqual({
    name: 'White lantern',
    description: '',
    status: 'active',
    category_ids: [],
    sku: '71053',
    unit_price: 339,
    stock: 4,
  });
});

test('what must be filled in is sent as nothing, so that the contract refuses it at its field', () => {
  expect(newVariantOf(emptyVariant)).toEqual({ sku: null, unit_price: null });
});

test('a price of nothing is a price', () => {
  expect(newVariantOf({ ...emptyVariant, sku: 'A', unit_price: 0 })).toEqual({ sku: 'A', unit_price: 0 });
});

test('several variants have the options that the product names, without those left empty', () => {
  const several = { ...withSeveral(lantern, true, keys()), optionNames: ['size', 'colour'] };
  const [first, second] = several.variants;
  if (!first || !second) throw new Error('two variants');
  const variants: ListedVariant[] = [
    { ...first, options: { size: 'L', colour: ' ' } },
    { ...second, sku: 'B', options: { size: 'S', finish: 'matt' } },
  ];
  expect(newProductOf({ ...several, variants })).toMatchObject({
    variants: [
      { sku: '71053', unit_price: 339, stock: 4, options: { size: 'L' } },
      { sku: 'B', unit_price: 339, options: { size: 'S' } },
    ],
  });
});

test('going from one variant to several and back keeps what was typed', () => {
  const there = withSeveral(lantern, true, keys());
  expect(there.variants).toHaveLength(2);
  const back = withSeveral(there, false, keys());
  expect(newProductOf(back)).toEqual(newProductOf(lantern));
  expect(withSeveral(back, true, keys()).variants.map(({ key }) => key)).toEqual(['1', '2']);
});

test('a changed variant says all of itself but its stock', () => {
  expect(changedVariantOf({ ...emptyVariant, sku: 'A', unit_price: 5, stock: 9, optionNames: ['size'] })).toEqual({
    sku: 'A',
    title: '',
    options: {},
    unit_price: 5,
    low_stock_threshold: null,
  });
});
