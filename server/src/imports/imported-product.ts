import type { ImportedProduct } from '../catalogue/index.ts';
import type { SkuUse } from './product-statements.ts';

const name_length_max = 300;

/** The value with the most rows; of equals the one that came first. */
function mostFrequent<T>(uses: readonly SkuUse[], read: (use: SkuUse) => T): T | undefined {
  const rows = new Map<T, number>();
  for (const use of uses) rows.set(read(use), (rows.get(read(use)) ?? 0) + use.rows);
  let best: { value: T; count: number } | undefined;
  for (const [value, count] of rows) if (!best || count > best.count) best = { value, count };
  return best?.value;
}

/** Not a note such as `?` or `damaged`: clerks of such systems write names in capitals and notes in small letters. */
const looksLikeAName = (name: string) => /\p{L}{3}/u.test(name) && /^\P{L}*\p{Lu}/u.test(name);

/**
 * What a product made from one SKU's rows is called and costs: the most frequent spelling, name and price. Pure.
 *
 * @param uses of one SKU, in the order of the file.
 */
export function productOf(uses: readonly SkuUse[], newId: () => string): ImportedProduct {
  const named = uses.filter(({ name }) => looksLikeAName(name));
  const name = mostFrequent(named.length > 0 ? named : uses, (use) => use.name) ?? '';
  return {
    id: newId(),
    variant_id: newId(),
    sku: mostFrequent(uses, (use) => use.sku) ?? '',
    name: name.slice(0, name_length_max),
    unit_price: mostFrequent(uses, (use) => use.unit_price) ?? 0,
  };
}
