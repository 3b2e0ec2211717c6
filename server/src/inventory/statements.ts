import type { StockAdjustment } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import type { NamedVariant } from './decide-adjustments.ts';

/**
 * Variants that are the caller's to change, locked in the order in which orders lock them. SKUs are looked up to ids
 * first, as when orders are placed.
 */
export async function lockVariants(
  connection: Connection,
  storeId: string,
  ids: readonly string[],
  skuKeys: readonly string[],
): Promise<NamedVariant[]> {
  const { rows } = await sql<NamedVariant>`
    SELECT v.id, v.sku_key, v.stock, p.vendor_id,
           coalesce(v.low_stock_threshold, (SELECT low_stock_threshold FROM stores WHERE id = ${storeId})) AS low_stock_threshold
      FROM (SELECT unnest(${ids}::uuid[]) AS id
            UNION
            SELECT named.id FROM variants named
             WHERE named.store_id = ${storeId} AND named.sku_key = ANY(${skuKeys}::text[]) AND named.deleted_at IS NULL
           ) AS wanted
      JOIN variants v ON v.store_id = ${storeId} AND v.id = wanted.id
      JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
     WHERE v.deleted_at IS NULL AND p.deleted_at IS NULL
     ORDER BY v.id
       FOR NO KEY UPDATE OF v`.execute(connection);
  return rows;
}

/** @returns the units of a variant now. */
export async function readStock(connection: Connection, variantId: string): Promise<number> {
  const row = await connection
    .selectFrom('variants')
    .select('stock')
    .where('id', '=', variantId)
    .executeTakeFirstOrThrow();
  return row.stock;
}

export async function setStocks(
  connection: Connection,
  storeId: string,
  stocks: ReadonlyMap<string, number>,
): Promise<void> {
  await sql`
    UPDATE variants v SET stock = s.stock
      FROM unnest(${[...stocks.keys()]}::uuid[], ${[...stocks.values()]}::int[]) AS s (id, stock)
     WHERE v.store_id = ${storeId} AND v.id = s.id`.execute(connection);
}

export async function insertAdjustments(
  connection: Connection,
  storeId: string,
  rows: readonly StockAdjustment[],
): Promise<void> {
  await sql`
    INSERT INTO stock_adjustments (store_id, id, variant_id, delta, reason, note, stock, actor_id, created_at)
    SELECT ${storeId}, a.* FROM unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.variant_id)}::uuid[],
      ${rows.map((row) => row.delta)}::int[], ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.note)}::text[], ${rows.map((row) => row.stock)}::int[],
      ${rows.map((row) => row.actor_id)}::uuid[], ${rows.map((row) => row.created_at)}::timestamptz[]) AS a`.execute(
    connection,
  );
}

/** Whether the variant is the caller's to look into: an admin's, or of its own vendor. */
export async function ownsVariant(connection: Connection, id: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM variants v JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
     WHERE v.id = ${id} AND (current_user = 'orderhouse_house' OR p.vendor_id = (SELECT current_actor_id()))`.execute(
    connection,
  );
  return rows.length > 0;
}

export async function listAdjustments(
  connection: Connection,
  variantId: string,
  sort: Sort,
  request: ListRequest,
): Promise<StockAdjustment[]> {
  const { rows } = await sql<StockAdjustment>`
    SELECT id, variant_id, delta, reason, note, stock, actor_id, created_at
      FROM stock_adjustments a WHERE variant_id = ${variantId} AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countAdjustments(connection: Connection, variantId: string): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    SELECT count(*) AS total FROM stock_adjustments WHERE variant_id = ${variantId}`.execute(connection);
  return rows[0]?.total ?? 0;
}
