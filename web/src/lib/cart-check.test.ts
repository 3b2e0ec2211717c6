import type { Product } from '@orderhouse/contracts';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { CartLine } from './cart.ts';

// The cart listens to the other tabs of a browser; here there are none.
vi.stubGlobal('addEventListener', () => undefined);
let check: typeof import('./cart-check.ts');
beforeAll(async () => {
  check = await import('./cart-check.ts');
});

const line: CartLine = { variant_id: 'v', product_id: 'p', sku: 'A', name: 'Lantern', unit_price: 339, quantity: 3 };
const sold = (stock: number, unit_price = 339, status = 'active') =>
  ({ id: 'p', status, variants: [{ id: 'v', stock, unit_price }] }) as Product;

describe('what keeps a line from being ordered', () => {
  test('is nothing while enough is left, and nothing yet while that is not known', () => {
    expect(check.troubleOf(line, sold(3))).toBeNull();
    expect(check.troubleOf(line, undefined)).toBeNull();
  });

  test('is that fewer are left, or none', () => {
    expect(check.troubleOf(line, sold(2))).toEqual({ kind: 'short', available: 2 });
    expect(check.troubleOf(line, sold(0))).toEqual({ kind: 'sold_out' });
  });

  test('is that it is not sold any more: the product, the variant, or for now', () => {
    expect(check.troubleOf(line, null)).toEqual({ kind: 'gone' });
    expect(check.troubleOf({ ...line, variant_id: 'other' }, sold(9))).toEqual({ kind: 'gone' });
    expect(check.troubleOf(line, sold(9, 339, 'archived'))).toEqual({ kind: 'gone' });
  });
});

test('lines are repriced whose price is another one today', () => {
  expect(check.repricedLines([line], { p: sold(9, 375) })).toEqual([{ line, unit_price: 375 }]);
  expect(check.repricedLines([line], { p: sold(9) })).toEqual([]);
  expect(check.repricedLines([line], { p: null })).toEqual([]);
  expect(check.repricedLines([line], {})).toEqual([]);
});
