import type { Product, Variant } from '@orderhouse/contracts';
import { titleOf } from '../../lib/variants.ts';

type Priced = Pick<Variant, 'unit_price'>;

/** @returns the lowest and the highest price, in minor units. */
export function pricesOf(variants: readonly Priced[]): { from: number; to: number } {
  const prices = variants.map(({ unit_price }) => unit_price);
  return { from: Math.min(...prices), to: Math.max(...prices) };
}

/** @returns how many units of a product there are in all. */
export function unitsOf({ variants }: Pick<Product, 'variants'>): number {
  return variants.reduce((sum, { stock }) => sum + stock, 0);
}

/** @returns the first SKU and how many there are besides: `71053 and 2 more`. */
export function skusOf({ variants }: Pick<Product, 'variants'>): string {
  const [first] = variants;
  const rest = variants.length - 1;
  return rest > 0 ? `${first?.sku ?? ''} and ${rest} more` : (first?.sku ?? '');
}

/** @returns what a variant is called among its siblings. */
export function variantName(variant: Pick<Variant, 'title' | 'options' | 'sku'>): string {
  return titleOf(variant) || variant.sku;
}

/** Whether a product has one variant, with nothing of its own to be told by: its fields are those of the product. */
export function isSimple({ variants }: Pick<Product, 'variants'>): boolean {
  const [only, ...others] = variants;
  return only !== undefined && others.length === 0 && only.title === '' && Object.keys(only.options).length === 0;
}

/** @returns the names of the options that variants have, in the order in which they first appear. */
export function optionNamesOf(variants: readonly Pick<Variant, 'options'>[]): string[] {
  return [...new Set(variants.flatMap(({ options }) => Object.keys(options)))];
}
