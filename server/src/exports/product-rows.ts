import type { Product } from '@orderhouse/contracts';
import { minorDigits } from '../platform/minor-digits.ts';
import type { Cell } from './export-source.ts';
import { majorUnits } from './major-units.ts';

/** What a product says by ids. */
export interface ProductWords {
  emails: ReadonlyMap<string, string>;
  /** Paths of slugs, `lighting/lanterns`. */
  categoryPaths: ReadonlyMap<string, string>;
}

const named = (ids: readonly string[], names: ReadonlyMap<string, string>) =>
  ids.map((id) => names.get(id)).filter((name) => name !== undefined);

/** A row a variant. Pure. */
export function rowsOfProduct(product: Product, { emails, categoryPaths }: ProductWords): Cell[][] {
  const digits = minorDigits(product.currency);
  const images = product.images.flatMap(({ urls }) => (urls ? [urls.page] : []));
  const hasOptions = (options: object) => Object.keys(options).length > 0;
  return product.variants.map((variant) => [
    product.id,
    product.name,
    product.description,
    product.status,
    emails.get(product.vendor_id) ?? null,
    named(product.category_ids, categoryPaths).join('|'),
    variant.sku,
    variant.title,
    hasOptions(variant.options) ? JSON.stringify(variant.options) : null,
    { amount: majorUnits(variant.unit_price, digits) },
    product.currency,
    variant.stock,
    variant.low_stock_threshold,
    images.join(' '),
  ]);
}
