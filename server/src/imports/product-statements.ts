import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import type { ImportSource } from './import-source.ts';
import type { NewProduct } from './imported-product.ts';

/** How often the file names a SKU in one way. */
export interface SkuUse {
  sku_key: string;
  sku: string;
  name: string;
  unit_price: number;
  rows: number;
}

/** How the file writes, names and prices each SKU that the store lacks; orders already imported do not count. */
export async function readUsesOfMissingSkus(
  connection: Connection,
  importId: string,
  source: ImportSource,
): Promise<SkuUse[]> {
  const { rows } = await sql<SkuUse>`
    SELECT r.sku_key, r.sku, r.name, r.unit_price, count(*) AS rows
      FROM import_rows r
     WHERE r.import_id = ${importId}
       AND NOT EXISTS (SELECT FROM variants v
                        WHERE v.store_id = r.store_id AND v.sku_key = r.sku_key AND v.deleted_at IS NULL)
       AND NOT EXISTS (SELECT FROM orders o WHERE o.store_id = r.store_id AND o.import_source = ${source}
                          AND o.external_reference = r.external_reference)
     GROUP BY r.sku_key, r.sku, r.name, r.unit_price
     ORDER BY r.sku_key, min(r.line_number)`.execute(connection);
  return rows;
}

export async function insertProducts(
  connection: Connection,
  storeId: string,
  vendorId: string,
  products: readonly NewProduct[],
  now: string,
): Promise<void> {
  await sql`
    INSERT INTO products (store_id, id, vendor_id, name, status, unit_price_from, created_at, updated_at)
    SELECT ${storeId}::uuid, p.id, ${vendorId}::uuid, p.name, 'active', p.unit_price, ${now}::timestamptz, ${now}::timestamptz
      FROM unnest(${products.map((product) => product.id)}::uuid[], ${products.map((product) => product.name)}::text[],
                  ${products.map((product) => product.unit_price)}::bigint[]) AS p (id, name, unit_price)`.execute(
    connection,
  );
}

/** One variant a product, with nothing in stock: history tells what was sold, not what is left. */
export async function insertVariants(
  connection: Connection,
  storeId: string,
  products: readonly NewProduct[],
  now: string,
): Promise<void> {
  await sql`
    INSERT INTO variants (store_id, id, product_id, position, sku, unit_price, stock, created_at, updated_at)
    SELECT ${storeId}::uuid, p.variant_id, p.id, 0, p.sku, p.unit_price, 0, ${now}::timestamptz, ${now}::timestamptz
      FROM unnest(${products.map((product) => product.variant_id)}::uuid[], ${products.map((product) => product.id)}::uuid[],
                  ${products.map((product) => product.sku)}::text[], ${products.map((product) => product.unit_price)}::bigint[])
        AS p (variant_id, id, sku, unit_price)`.execute(connection);
}
