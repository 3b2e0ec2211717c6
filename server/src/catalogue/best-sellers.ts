import type { Connection } from '../platform/database/database.ts';
import { withVariants } from './load-product.ts';
import type { StoredProduct } from './pictures/stored-image.ts';
import { type BestSellersRequest, readBestSellers, writeUnitsSold } from './sales-statements.ts';
import { readProducts } from './statements.ts';

/** Writes on products how many units of each were sold lately. Search and `popular` go by it; it is no version of a product. */
export async function noteUnitsSold(
  connection: Connection,
  sold: readonly { product_id: string; units_sold: number }[],
): Promise<void> {
  if (sold.length > 0) await writeUnitsSold(connection, sold);
}

/** The active products that the connection sees of which most was sold lately, with all that belongs to them. */
export async function listBestSellers(
  connection: Connection,
  request: BestSellersRequest,
): Promise<{ product: StoredProduct; units_sold: number }[]> {
  const sellers = await readBestSellers(connection, request);
  if (sellers.length === 0) return [];
  const rows = await readProducts(
    connection,
    sellers.map(({ id }) => id),
  );
  const unitsOf = new Map(sellers.map(({ id, units_sold }) => [id, units_sold]));
  const products = await withVariants(connection, rows);
  return products.map((product) => ({ product, units_sold: unitsOf.get(product.id) ?? 0 }));
}
