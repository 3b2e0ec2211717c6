import { canOwnProducts } from '../accounts/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import { readCategoryIds } from './categories/index.ts';
import { readImages } from './pictures/statements.ts';
import type { StoredProduct } from './pictures/stored-image.ts';
import { type ProductRow, presentProduct } from './product.ts';
import { lockProduct, readProduct, readVariants } from './statements.ts';

/** What belongs to the products of these ids, sent together: three statements, one round trip. */
function readParts(connection: Connection, ids: readonly string[]) {
  return Promise.all([readVariants(connection, ids), readImages(connection, ids), readCategoryIds(connection, ids)]);
}

function present(
  rows: readonly ProductRow[],
  [variants, images, categories]: Awaited<ReturnType<typeof readParts>>,
): StoredProduct[] {
  const variantsOf = Map.groupBy(variants, (variant) => variant.product_id);
  const imagesOf = Map.groupBy(images, (image) => image.product_id);
  const categoriesOf = Map.groupBy(categories, ({ product_id }) => product_id);
  return rows.map((row) =>
    presentProduct(row, {
      variants: (variantsOf.get(row.id) ?? []).map(({ product_id: _, ...variant }) => variant),
      images: (imagesOf.get(row.id) ?? []).map(({ product_id: _, ...image }) => image),
      category_ids: (categoriesOf.get(row.id) ?? []).map(({ category_id }) => category_id),
    }),
  );
}

/** The products with all that belongs to them, in the order given. */
export async function withVariants(connection: Connection, rows: readonly ProductRow[]): Promise<StoredProduct[]> {
  const ids = rows.map((row) => row.id);
  return present(rows, await readParts(connection, ids));
}

/**
 * The product with all that belongs to it, in one round trip: what belongs to a product that is not there is nothing.
 * @throws DomainError `not_found` when the connection's policies do not show the product.
 */
export async function loadProduct(connection: Connection, id: string): Promise<StoredProduct> {
  const [row, parts] = await Promise.all([readProduct(connection, id), readParts(connection, [id])]);
  if (!row) throw new DomainError('not_found');
  const [product] = present([row], parts);
  if (!product) throw new DomainError('not_found');
  return product;
}

/** The product, locked for a change by the caller. @throws DomainError `not_found`, `precondition_failed` */
export async function lockForChange(
  connection: Connection,
  id: string,
  expectedVersion: number | null,
): Promise<ProductRow> {
  const row = await lockProduct(connection, id);
  if (!row || row.deleted_at !== null) throw new DomainError('not_found');
  expectVersion(row.version, expectedVersion);
  return row;
}

/** @throws DomainError `vendor_not_found` */
export async function expectOwner(connection: Connection, userId: string): Promise<void> {
  if (await canOwnProducts(connection, userId)) return;
  const detail = 'is no active vendor of this store';
  throw new DomainError('vendor_not_found', { errors: [{ pointer: '/vendor_id', code: 'vendor_not_found', detail }] });
}
