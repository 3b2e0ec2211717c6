import { expect, test } from 'vitest';
import { bodyOf, wishOf, withKind } from './wish.ts';

const guess = { kind: 'products', format: 'csv', delimiter: 'comma', isSure: true } as const;
const usual = wishOf(guess, 'utf-8');

test('what is usual is left out, and the file is checked first', () => {
  expect(bodyOf(usual)).toEqual({ kind: 'products', format: 'csv', dry_run: true });
});

test('what was chosen is said, where it means something for the format', () => {
  const chosen = {
    ...usual,
    encoding: 'windows-1252',
    delimiter: 'semicolon',
    decimal: ',',
    ignoresUnknown: true,
    createsCategories: true,
    derivesSku: true,
    category_from: 'type',
    vendor_id: 'v',
  } as const;
  expect(bodyOf(chosen)).toEqual({
    kind: 'products',
    format: 'csv',
    dry_run: true,
    encoding: 'windows-1252',
    delimiter: 'semicolon',
    decimal: ',',
    unknown_columns: 'ignore',
    create_categories: true,
    vendor_id: 'v',
  });
  expect(bodyOf({ ...chosen, format: 'shopify' })).toMatchObject({ missing_sku: 'derive', category_from: 'type' });
  expect(bodyOf({ ...chosen, format: 'jsonl' })).not.toHaveProperty('delimiter');
  expect(bodyOf({ ...chosen, kind: 'orders', format: 'online-retail' })).toEqual({
    kind: 'orders',
    format: 'online-retail',
  });
});

test('another kind keeps the format where it has it', () => {
  expect(withKind({ ...usual, format: 'jsonl' }, 'orders')).toEqual({ kind: 'orders', format: 'jsonl' });
  expect(withKind({ ...usual, format: 'shopify' }, 'orders')).toEqual({ kind: 'orders', format: 'csv' });
});
