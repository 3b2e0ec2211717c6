import type { StockLevel } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import { varies } from '../platform/database/statement-names.ts';

export type StockRow = Omit<StockLevel, 'is_low'> & { stock_magnitude: number };

/** The threshold of the connection's store, in units. */
export async function readStoreThreshold(connection: Connection): Promise<number> {
  const { low_stock_threshold } = await connection
    .selectFrom('stores')
    .select('low_stock_threshold')
    .where('id', '=', sql<string>`current_store_id()`)
    .executeTakeFirstOrThrow();
  return low_stock_threshold;
}

/**
 * The variants `v` whose SKU begins so, in small letters or capitals. Byte by byte, as the index has them: in other orders of
 * letters what begins with a text has no end. It ends before the last character that there is.
 */
export function skuBeginsWith(sku: string): RawBuilder<unknown> {
  const key = sql`lower(${sku})`;
  return sql`v.sku_key COLLATE "C" >= ${key} AND v.sku_key COLLATE "C" < ${key} || chr(1114111)`;
}

/** So many of them at most, by their SKUs. */
export function findBySku(sku: string, limit: number): RawBuilder<{ id: string }> {
  return sql<{ id: string }>`
    SELECT v.id FROM variants v
     WHERE v.store_id = (SELECT current_store_id()) AND v.deleted_at IS NULL AND ${skuBeginsWith(sku)}
     ORDER BY v.sku_key COLLATE "C" LIMIT ${limit}`;
}

const onTheShelf = sql`v.store_id = (SELECT current_store_id()) AND v.deleted_at IS NULL AND p.deleted_at IS NULL`;
const products = sql`JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id`;

/** Variants found by walks of which each begins where the one before ends; one row more than the page holds. */
export async function listStock(
  connection: Connection,
  walks: readonly RawBuilder<unknown>[],
  sort: Sort,
  request: ListRequest,
): Promise<StockRow[]> {
  const found = walks.map(
    (walk) => sql`(
      SELECT v.id, v.product_id, p.name AS product_name, p.vendor_id, v.sku, v.title, v.stock, v.low_stock_threshold,
             v.stock_magnitude
        FROM variants v ${products}
       WHERE ${onTheShelf} AND ${walk} AND ${afterCursor(sort, request)}
       ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1})`,
  );
  const { rows } = await sql<StockRow>`${varies}
    SELECT * FROM (${sql.join(found, sql` UNION ALL `)}) AS v
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countLevels(connection: Connection, walks: readonly RawBuilder<unknown>[]): Promise<number> {
  const { rows } = await sql<{ total: number }>`${varies}
    SELECT count(*) AS total FROM variants v ${products} WHERE ${onTheShelf} AND ((${sql.join(walks, sql`) OR (`)}))`.execute(
    connection,
  );
  return rows[0]?.total ?? 0;
}

export interface ScarceCount {
  sold_out: number;
  low: number;
  /** How many rows were found. */
  examined: number;
}

/** Counts along the walks that find what is scarce, so many rows of each at most. */
export async function countAlongWalks(
  connection: Connection,
  walks: readonly RawBuilder<unknown>[],
  limit: number,
): Promise<ScarceCount> {
  const found = walks.map(
    (walk) => sql`(
      SELECT v.stock FROM variants v
       WHERE v.store_id = (SELECT current_store_id()) AND v.deleted_at IS NULL AND ${walk}
       ORDER BY v.stock_magnitude, v.id LIMIT ${limit})`,
  );
  const { rows } = await sql<ScarceCount>`${varies}
    SELECT count(*) AS examined, count(*) FILTER (WHERE s.stock = 0) AS sold_out, count(*) FILTER (WHERE s.stock > 0) AS low
      FROM (${sql.join(found, sql` UNION ALL `)}) AS s`.execute(connection);
  return rows[0] ?? { sold_out: 0, low: 0, examined: 0 };
}
