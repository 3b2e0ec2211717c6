import type { Variant } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { ordering, type Sort } from '../platform/database/keyset.ts';
import { varies } from '../platform/database/statement-names.ts';
import type { NewVariant, ProductRow } from './product.ts';

const productColumns = sql.raw(
  'p.id, p.vendor_id, p.name, p.description, p.status, s.currency, p.unit_price_from, p.version, p.created_at, p.updated_at',
);

export async function readProduct(connection: Connection, id: string): Promise<ProductRow | undefined> {
  const { rows } = await sql<ProductRow>`
    SELECT ${productColumns} FROM products p JOIN stores s ON s.id = p.store_id
     WHERE p.id = ${id} AND p.deleted_at IS NULL`.execute(connection);
  return rows[0];
}

/** The product, locked, if it is the caller's to change; a deleted one too. */
export async function lockProduct(
  connection: Connection,
  id: string,
): Promise<(ProductRow & { deleted_at: string | null }) | undefined> {
  const { rows } = await sql<ProductRow & { deleted_at: string | null }>`
    SELECT ${productColumns}, p.deleted_at FROM products p JOIN stores s ON s.id = p.store_id
     WHERE p.id = ${id} FOR NO KEY UPDATE OF p`.execute(connection);
  return rows[0];
}

export async function productOfVariant(
  connection: Connection,
  variantId: string,
): Promise<{ product_id: string; deleted_at: string | null } | undefined> {
  return connection
    .selectFrom('variants')
    .select(['product_id', 'deleted_at'])
    .where('id', '=', variantId)
    .executeTakeFirst();
}

/** Those of some products that the connection sees, in the order of the ids. */
export async function readProducts(connection: Connection, ids: readonly string[]): Promise<ProductRow[]> {
  const { rows } = await sql<ProductRow>`
    SELECT ${productColumns} FROM products p JOIN stores s ON s.id = p.store_id
     WHERE p.id = ANY(${ids}::uuid[]) AND p.deleted_at IS NULL
     ORDER BY array_position(${ids}::uuid[], p.id)`.execute(connection);
  return rows;
}

/** Products by the ids that a statement selects, more of them than are asked for. */
export async function listProducts(
  connection: Connection,
  ids: RawBuilder<unknown>,
  sort: Sort,
  limit: number,
): Promise<ProductRow[]> {
  const { rows } = await sql<ProductRow>`${varies}
    SELECT ${productColumns} FROM (${ids}) AS found JOIN products p ON p.id = found.id JOIN stores s ON s.id = p.store_id
     ORDER BY ${ordering(sort)} LIMIT ${limit}`.execute(connection);
  return rows;
}

export async function countProducts(connection: Connection, ids: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`${varies} SELECT count(*) AS total FROM (${ids}) AS found`.execute(
    connection,
  );
  return rows[0]?.total ?? 0;
}

export async function readVariants(
  connection: Connection,
  productIds: readonly string[],
): Promise<(Variant & { product_id: string })[]> {
  const { rows } = await sql<Variant & { product_id: string }>`
    SELECT product_id, id, sku, title, options, unit_price, stock, low_stock_threshold
      FROM variants WHERE product_id = ANY(${productIds}::uuid[]) AND deleted_at IS NULL
     ORDER BY product_id, position, id`.execute(connection);
  return rows;
}

export interface NewProduct {
  id: string;
  vendor_id: string;
  name: string;
  description: string;
  status: string;
  unit_price_from: number;
  is_available: boolean;
  created_at: string;
}

export async function insertProduct(connection: Connection, storeId: string, product: NewProduct): Promise<void> {
  await connection
    .insertInto('products')
    .values({ store_id: storeId, ...product, updated_at: product.created_at })
    .execute();
}

export async function insertVariants(
  connection: Connection,
  storeId: string,
  product: { id: string; vendor_id: string },
  variants: readonly NewVariant[],
  at: string,
): Promise<void> {
  await connection
    .insertInto('variants')
    .values(
      variants.map((variant) => ({
        ...variant,
        store_id: storeId,
        product_id: product.id,
        vendor_id: product.vendor_id,
        options: JSON.stringify(variant.options),
        created_at: at,
        updated_at: at,
      })),
    )
    .execute();
}

export interface ProductContent {
  name: string;
  description: string;
  status: string;
  vendor_id: string;
}

export async function updateProduct(
  connection: Connection,
  id: string,
  content: ProductContent,
  at: string,
): Promise<void> {
  await sql`
    UPDATE products SET name = ${content.name}, description = ${content.description}, status = ${content.status},
           vendor_id = ${content.vendor_id}, updated_at = ${at}, version = version + 1
     WHERE id = ${id}`.execute(connection);
}

/**
 * After products changed hands: their variants do so too, but for those that were taken out, whose owner nobody asks for. They
 * are locked in the order of the hot path, of those that the transaction has not locked before.
 */
export async function handOverVariants(connection: Connection, productIds: readonly string[]): Promise<void> {
  await sql`
    WITH locked AS (
      SELECT v.store_id, v.id, p.vendor_id FROM variants v JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
       WHERE v.product_id = ANY(${productIds}::uuid[]) AND v.deleted_at IS NULL AND v.vendor_id <> p.vendor_id
       ORDER BY v.id FOR NO KEY UPDATE OF v
    )
    UPDATE variants v SET vendor_id = locked.vendor_id FROM locked
     WHERE v.store_id = locked.store_id AND v.id = locked.id`.execute(connection);
}

export async function updateVariant(
  connection: Connection,
  id: string,
  content: Pick<Variant, 'sku' | 'title' | 'options' | 'unit_price' | 'low_stock_threshold'>,
  at: string,
): Promise<void> {
  await sql`
    UPDATE variants SET sku = ${content.sku}, title = ${content.title}, options = ${JSON.stringify(content.options)}::jsonb,
           unit_price = ${content.unit_price}, low_stock_threshold = ${content.low_stock_threshold}, updated_at = ${at}
     WHERE id = ${id}`.execute(connection);
}

/** After its variants changed: the version, the smallest price of a product, and whether something of it is in stock. */
export async function refreshProduct(connection: Connection, id: string, at: string): Promise<void> {
  await sql`
    UPDATE products p SET updated_at = ${at}, version = version + 1, (unit_price_from, is_available) = (
             SELECT min(v.unit_price), coalesce(bool_or(v.stock > 0), false) FROM variants v
              WHERE v.store_id = p.store_id AND v.product_id = p.id AND v.deleted_at IS NULL)
     WHERE p.id = ${id}`.execute(connection);
}

/** @returns whether something of a product is in stock now, where that is another answer than the product has. */
export async function refreshAvailability(connection: Connection, id: string): Promise<boolean | undefined> {
  const { rows } = await sql<{ is_available: boolean }>`
    UPDATE products p SET is_available = now.is_available
      FROM (SELECT EXISTS (SELECT FROM variants v
                            WHERE v.product_id = ${id} AND v.deleted_at IS NULL AND v.stock > 0) AS is_available) AS now
     WHERE p.id = ${id} AND p.is_available <> now.is_available RETURNING now.is_available`.execute(connection);
  return rows[0]?.is_available;
}

/** Its variants are locked in the order of the hot path: orders of several of them are being placed. */
export async function softDeleteProduct(connection: Connection, id: string, at: string): Promise<void> {
  await sql`
    WITH locked AS (
      SELECT store_id, id FROM variants WHERE product_id = ${id} AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE
    ), emptied AS (
      UPDATE variants v SET deleted_at = ${at} FROM locked WHERE v.store_id = locked.store_id AND v.id = locked.id
    )
    UPDATE products SET deleted_at = ${at}, updated_at = ${at}, version = version + 1 WHERE id = ${id}`.execute(
    connection,
  );
}

export async function softDeleteVariant(connection: Connection, id: string, at: string): Promise<void> {
  await sql`UPDATE variants SET deleted_at = ${at}, updated_at = ${at} WHERE id = ${id}`.execute(connection);
}

/** Which of some SKUs a variant of the store has. */
export async function readTakenSkuKeys(connection: Connection, skuKeys: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ sku_key: string }>`
    SELECT sku_key FROM variants WHERE sku_key = ANY(${skuKeys}::text[]) AND deleted_at IS NULL`.execute(connection);
  return rows.map((row) => row.sku_key);
}

export interface ImportedProduct {
  id: string;
  variant_id: string;
  sku: string;
  name: string;
  unit_price: number;
}

export async function insertProducts(
  connection: Connection,
  storeId: string,
  vendorId: string,
  products: readonly ImportedProduct[],
  at: string,
): Promise<void> {
  await sql`
    INSERT INTO products (store_id, id, vendor_id, name, status, unit_price_from, created_at, updated_at)
    SELECT ${storeId}::uuid, p.id, ${vendorId}::uuid, p.name, 'active', p.unit_price, ${at}::timestamptz, ${at}::timestamptz
      FROM unnest(${products.map((product) => product.id)}::uuid[], ${products.map((product) => product.name)}::text[],
                  ${products.map((product) => product.unit_price)}::bigint[]) AS p (id, name, unit_price)`.execute(
    connection,
  );
}

/** One variant a product, with nothing in stock. */
export async function insertOnlyVariants(
  connection: Connection,
  storeId: string,
  vendorId: string,
  products: readonly ImportedProduct[],
  at: string,
): Promise<void> {
  await sql`
    INSERT INTO variants (store_id, id, product_id, vendor_id, position, sku, unit_price, stock, created_at, updated_at)
    SELECT ${storeId}::uuid, p.variant_id, p.id, ${vendorId}::uuid, 0, p.sku, p.unit_price, 0, ${at}::timestamptz, ${at}::timestamptz
      FROM unnest(${products.map((product) => product.variant_id)}::uuid[], ${products.map((product) => product.id)}::uuid[],
                  ${products.map((product) => product.sku)}::text[], ${products.map((product) => product.unit_price)}::bigint[])
        AS p (variant_id, id, sku, unit_price)`.execute(connection);
}
