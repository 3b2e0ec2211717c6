import { describe, expect, test } from 'vitest';
import { availabilityOf, priceRangeOf } from './availability.ts';

const store = { low_stock_threshold: 5 };
const shelf = (stock: number, low_stock_threshold: number | null = null) =>
  availabilityOf({ stock, low_stock_threshold }, store).word;

describe('what is told of the stock', () => {
  test('is nothing but that it is there while there is plenty', () => {
    expect(shelf(6)).toBe('In stock');
  });

  test('is the number when few are left, by the variant’s own measure before the store’s', () => {
    expect(shelf(5)).toBe('Only 5 left');
    expect(shelf(5, 2)).toBe('In stock');
    expect(shelf(9, 10)).toBe('Only 9 left');
  });

  test('is that it is sold out at none', () => {
    expect(shelf(0)).toBe('Sold out');
    expect(shelf(0, 0)).toBe('Sold out');
  });
});

test('a price is "from" when a variant costs more than the cheapest', () => {
  const priced = (...prices: number[]) =>
    priceRangeOf({ variants: prices.map((unit_price) => ({ unit_price })) as never });
  expect(priced(339)).toEqual({ lowest: 339, isFrom: false });
  expect(priced(339, 339)).toEqual({ lowest: 339, isFrom: false });
  expect(priced(400, 339)).toEqual({ lowest: 339, isFrom: true });
});
