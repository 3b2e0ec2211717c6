import type { ProductStatus } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';

/** A variant as an import finds it. */
export interface KnownVariant {
  id: string;
  product_id: string;
  sku: string;
  sku_key: string;
  title: string;
  options: Readonly<Record<string, string>>;
  unit_price: number;
  stock: number;
  /** Null: the store's. */
  low_stock_threshold: number | null;
}

/** A product as an import finds it. */
export interface KnownProductRow {
  id: string;
  vendor_id: string;
  name: string;
  description: string;
  status: ProductStatus;
}

/** The same, with whether it has pictures. */
export interface FoundProductRow extends KnownProductRow {
  has_images: boolean;
}

const foundColumns = sql.raw(`id, vendor_id, name, description, status,
  EXISTS (SELECT FROM product_images i WHERE i.store_id = products.store_id AND i.product_id = products.id) AS has_images`);

const productsOf = (productIds: readonly string[], skuKeys: readonly string[]) => sql`
  SELECT ${foundColumns} FROM products
   WHERE deleted_at IS NULL AND id = ANY(ARRAY(
     SELECT unnest(${productIds}::uuid[])
     UNION SELECT product_id FROM variants WHERE sku_key = ANY(${skuKeys}::text[]) AND deleted_at IS NULL))`;

/** Those of some products that there are, by their ids or by a SKU of theirs; locked for a change in the order of ids. */
export async function lockProductsOf(
  connection: Connection,
  productIds: readonly string[],
  skuKeys: readonly string[],
): Promise<FoundProductRow[]> {
  const { rows } = await sql<FoundProductRow>`
    ${productsOf(productIds, skuKeys)} ORDER BY id FOR NO KEY UPDATE`.execute(connection);
  return rows;
}

/** The same for who only looks. */
export async function readProductsOf(
  connection: Connection,
  productIds: readonly string[],
  skuKeys: readonly string[],
): Promise<FoundProductRow[]> {
  const { rows } = await sql<FoundProductRow>`
    ${productsOf(productIds, skuKeys)} ORDER BY id`.execute(connection);
  return rows;
}

/** Locks the variants whose stock is to be counted, in the order of the hot path. */
export async function lockVariantsBySku(connection: Connection, skuKeys: readonly string[]): Promise<void> {
  await sql`
    SELECT FROM variants WHERE sku_key = ANY(${skuKeys}::text[]) AND deleted_at IS NULL
     ORDER BY id FOR NO KEY UPDATE`.execute(connection);
}

export async function readKnownVariants(
  connection: Connection,
  productIds: readonly string[],
): Promise<KnownVariant[]> {
  const { rows } = await sql<KnownVariant>`
    SELECT id, product_id, sku, sku_key, title, options, unit_price, stock, low_stock_threshold
      FROM variants WHERE product_id = ANY(${productIds}::uuid[]) AND deleted_at IS NULL
     ORDER BY product_id, position, id`.execute(connection);
  return rows;
}

export interface BulkProduct extends KnownProductRow {
  unit_price_from: number;
  is_available: boolean;
}

export async function insertProductsInBulk(
  connection: Connection,
  storeId: string,
  products: readonly BulkProduct[],
  at: string,
): Promise<void> {
  await sql`
    INSERT INTO products (store_id, id, vendor_id, name, description, status, unit_price_from, is_available, created_at, updated_at)
    SELECT ${storeId}::uuid, p.*, ${at}::timestamptz, ${at}::timestamptz FROM unnest(
      ${products.map((product) => product.id)}::uuid[], ${products.map((product) => product.vendor_id)}::uuid[],
      ${products.map((product) => product.name)}::text[], ${products.map((product) => product.description)}::text[],
      ${products.map((product) => product.status)}::text[], ${products.map((product) => product.unit_price_from)}::bigint[],
      ${products.map((product) => product.is_available)}::boolean[]) AS p`.execute(connection);
}

export interface BulkVariant {
  id: string;
  product_id: string;
  position: number;
  sku: string;
  title: string;
  options: Readonly<Record<string, string>>;
  unit_price: number;
  stock: number;
  low_stock_threshold: number | null;
}

export async function insertVariantsInBulk(
  connection: Connection,
  storeId: string,
  variants: readonly BulkVariant[],
  at: string,
): Promise<void> {
  await sql`
    INSERT INTO variants (store_id, id, product_id, position, sku, title, options, unit_price, stock, low_stock_threshold, vendor_id, created_at, updated_at)
    SELECT ${storeId}::uuid, v.*, p.vendor_id, ${at}::timestamptz, ${at}::timestamptz FROM unnest(
      ${variants.map((variant) => variant.id)}::uuid[], ${variants.map((variant) => variant.product_id)}::uuid[],
      ${variants.map((variant) => variant.position)}::int[], ${variants.map((variant) => variant.sku)}::text[],
      ${variants.map((variant) => variant.title)}::text[],
      ${variants.map((variant) => JSON.stringify(variant.options))}::jsonb[],
      ${variants.map((variant) => variant.unit_price)}::bigint[], ${variants.map((variant) => variant.stock)}::int[],
      ${variants.map((variant) => variant.low_stock_threshold)}::int[])
        AS v (id, product_id, position, sku, title, options, unit_price, stock, low_stock_threshold)
      LEFT JOIN products p ON p.store_id = ${storeId}::uuid AND p.id = v.product_id`.execute(connection);
}

export type ChangedVariant = Pick<BulkVariant, 'id' | 'title' | 'options' | 'unit_price' | 'low_stock_threshold'>;

export async function updateVariantsInBulk(
  connection: Connection,
  variants: readonly ChangedVariant[],
  at: string,
): Promise<void> {
  await sql`
    UPDATE variants v SET title = c.title, options = c.options, unit_price = c.unit_price,
                          low_stock_threshold = c.low_stock_threshold, updated_at = ${at}::timestamptz
      FROM unnest(${variants.map((variant) => variant.id)}::uuid[], ${variants.map((variant) => variant.title)}::text[],
                  ${variants.map((variant) => JSON.stringify(variant.options))}::jsonb[],
                  ${variants.map((variant) => variant.unit_price)}::bigint[],
                  ${variants.map((variant) => variant.low_stock_threshold)}::int[]) AS c (id, title, options, unit_price, low_stock_threshold)
     WHERE v.id = c.id`.execute(connection);
}

/** After their variants were written: content, version, smallest price, and whether anything is in stock. */
export async function updateProductsInBulk(
  connection: Connection,
  products: readonly KnownProductRow[],
  at: string,
): Promise<void> {
  await sql`
    UPDATE products p
       SET name = c.name, description = c.description, status = c.status, vendor_id = c.vendor_id,
           updated_at = ${at}::timestamptz, version = version + 1,
           unit_price_from = v.unit_price_from, is_available = v.is_available
      FROM unnest(${products.map((product) => product.id)}::uuid[], ${products.map((product) => product.name)}::text[],
                  ${products.map((product) => product.description)}::text[],
                  ${products.map((product) => product.status)}::text[],
                  ${products.map((product) => product.vendor_id)}::uuid[]) AS c (id, name, description, status, vendor_id),
           LATERAL (SELECT min(v.unit_price) AS unit_price_from, bool_or(v.stock > 0) AS is_available FROM variants v
                     WHERE v.store_id = current_store_id() AND v.product_id = c.id AND v.deleted_at IS NULL) AS v
     WHERE p.id = c.id`.execute(connection);
}

/** Puts products into categories; the connection acts as the house. */
export async function addToCategoriesInBulk(
  connection: Connection,
  places: readonly { product_id: string; category_id: string }[],
): Promise<void> {
  await sql`
    INSERT INTO product_categories (store_id, product_id, category_id, vendor_id, status, name, unit_price_from, is_available, created_at)
    SELECT p.store_id, p.id, c.category_id, p.vendor_id, p.status, p.name, p.unit_price_from, p.is_available, p.created_at
      FROM unnest(${places.map(({ product_id }) => product_id)}::uuid[],
                  ${places.map(({ category_id }) => category_id)}::uuid[]) AS c (product_id, category_id)
      JOIN products p ON p.id = c.product_id
        ON CONFLICT DO NOTHING`.execute(connection);
}
