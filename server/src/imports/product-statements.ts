import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import type { ImportSource } from './import-source.ts';

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
