import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideAdjustment, eventsOfStock, misfitsOf } from './stock.ts';

const variant = (stock: number, low_stock_threshold = 5) => ({ id: 'v', vendor_id: 'w', stock, low_stock_threshold });
const types = (outcome: ReturnType<typeof decideAdjustment>) =>
  'code' in outcome ? outcome.code : outcome.events.map(({ type }) => type);

test('either a delta, or a count and what was believed; never both, never half', () => {
  const pointers = (more: object) => misfitsOf({ reason: 'counted', ...more }, '/a').map(({ pointer }) => pointer);
  expect(pointers({ delta: 1 })).toEqual([]);
  expect(pointers({ stock: 0, expected_stock: 0 })).toEqual([]);
  expect(pointers({ delta: 0 })).toEqual(['/a/delta']);
  expect(pointers({})).toEqual(['/a']);
  expect(pointers({ delta: 1, stock: 3, expected_stock: 2 })).toEqual(['/a']);
  expect(pointers({ stock: 3 })).toEqual(['/a/expected_stock']);
  expect(pointers({ expected_stock: 3 })).toEqual(['/a/stock']);
});

test('a count is taken only where what was believed is so', () => {
  const count = (stock: number, expected_stock: number) =>
    decideAdjustment(variant(7), { stock, expected_stock, reason: 'counted' });
  expect(count(9, 7)).toMatchObject({ delta: 2, stock: 9 });
  expect(count(7, 7)).toMatchObject({ delta: 0, stock: 7, events: [{ type: 'stock.adjusted' }] });
  expect(count(9, 8)).toMatchObject({ code: 'stock_changed', field: '/expected_stock', stock: 7 });
});

test('the log tells of what falls to its own threshold, runs out or comes back', () => {
  const adjust = (stock: number, delta: number, threshold?: number) =>
    types(decideAdjustment(variant(stock, threshold), { delta, reason: 'received' }));
  expect(adjust(9, -4)).toEqual(['stock.adjusted', 'variant.stock_low']);
  expect(adjust(9, -4, 4)).toEqual(['stock.adjusted']);
  expect(adjust(5, -1)).toEqual(['stock.adjusted']);
  expect(adjust(5, -5)).toEqual(['stock.adjusted', 'variant.sold_out']);
  expect(adjust(0, 3)).toEqual(['stock.adjusted', 'variant.restocked']);
  expect(adjust(2, -3)).toBe('insufficient_stock');
  expect(adjust(999_999_999, 2)).toBe('stock_too_large');
});

test('stock never leaves its bounds, and is told of at most once as low', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.integer({ min: -60, max: 60 }), fc.nat(20), (stock, delta, threshold) => {
      const outcome = decideAdjustment(variant(stock, threshold), { delta, reason: 'counted' });
      if ('code' in outcome) return stock + delta < 0;
      return outcome.stock === stock + delta && eventsOfStock(variant(stock), outcome.stock, threshold).length <= 1;
    }),
  );
});
