import type { Product, Store, Variant } from '@orderhouse/contracts';

export interface Availability {
  state: 'in_stock' | 'low' | 'sold_out';
  word: string;
}

/** @returns what a customer is told of so many units: how few there are only when that is soon none. */
export function availabilityOf(
  { stock, low_stock_threshold }: Pick<Variant, 'stock' | 'low_stock_threshold'>,
  store: Pick<Store, 'low_stock_threshold'>,
): Availability {
  if (stock <= 0) return { state: 'sold_out', word: 'Sold out' };
  const isLow = stock <= (low_stock_threshold ?? store.low_stock_threshold);
  return isLow ? { state: 'low', word: `Only ${stock} left` } : { state: 'in_stock', word: 'In stock' };
}

export interface PriceRange {
  lowest: number;
  /** Whether a variant costs more than the cheapest. */
  isFrom: boolean;
}

/** @returns what a product costs at least, in minor units. */
export function priceRangeOf({ variants }: Pick<Product, 'variants'>): PriceRange {
  const prices = variants.map(({ unit_price }) => unit_price);
  const lowest = prices.length === 0 ? 0 : Math.min(...prices);
  return { lowest, isFrom: prices.some((price) => price > lowest) };
}
