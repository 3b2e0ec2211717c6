import type { Connection } from '../platform/database/database.ts';
import { lockTree, readCategoryIds } from './categories/index.ts';
import {
  type FoundProductRow,
  type KnownVariant,
  lockProductsOf,
  lockVariantsBySku,
  readKnownVariants,
  readProductsOf,
} from './import-statements.ts';

/** What a batch of an import touches. */
export interface ImportSearch {
  product_ids: readonly string[];
  skus: readonly string[];
  /** Those whose stock the file counts. */
  counted_skus: readonly string[];
}

export interface FoundProduct extends FoundProductRow {
  category_ids: readonly string[];
  variants: readonly KnownVariant[];
}

/**
 * The products that a file names by id or by SKU, whole; the connection acts as the house.
 *
 * @param isToChange locks them, in the order in which everybody does: the tree of categories, products, then the variants
 *   that are counted.
 */
export async function findForImport(
  connection: Connection,
  storeId: string,
  { product_ids, skus, counted_skus }: ImportSearch,
  isToChange: boolean,
): Promise<FoundProduct[]> {
  const keys = skus.map((sku) => sku.toLowerCase());
  if (isToChange) await lockTree(connection, storeId);
  const find = isToChange ? lockProductsOf : readProductsOf;
  const products = await find(connection, product_ids, keys);
  if (products.length === 0) return [];
  const counted = counted_skus.map((sku) => sku.toLowerCase());
  if (isToChange && counted.length > 0) await lockVariantsBySku(connection, counted);
  const variants = await readKnownVariants(
    connection,
    products.map(({ id }) => id),
  );
  const places = await readCategoryIds(
    connection,
    products.map(({ id }) => id),
  );
  const placesOf = Map.groupBy(places, (place) => place.product_id);
  const variantsOf = Map.groupBy(variants, (variant) => variant.product_id);
  return products.map((product) => ({
    ...product,
    category_ids: (placesOf.get(product.id) ?? []).map(({ category_id }) => category_id),
    variants: variantsOf.get(product.id) ?? [],
  }));
}
