import type { StockAdjustment } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import type { StockedVariant } from './stock.ts';

/** A variant, and from what stock on its vendor is told. */
export interface LockedVariant extends StockedVariant {
  low_stock_threshold: number;
}

/** The variant, locked, if it is the caller's to change. */
export async function lockVariant(connection: Connection, id: string): Promise<LockedVariant | undefined> {
  const { rows } = await sql<LockedVariant>`
    SELECT v.id, v.stock, p.vendor_id, (SELECT low_stock_threshold FROM stores WHERE id = v.store_id)
      FROM variants v JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
     WHERE v.id = ${id} AND v.deleted_at IS NULL AND p.deleted_at IS NULL
       FOR NO KEY UPDATE OF v`.execute(connection);
  return rows[0];
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

export async function setStock(connection: Connection, id: string, stock: number): Promise<void> {
  await connection.updateTable('variants').set({ stock }).where('id', '=', id).execute();
}

export async function insertAdjustments(
  connection: Connection,
  storeId: string,
  adjustments: readonly StockAdjustment[],
): Promise<void> {
  await connection
    .insertInto('stock_adjustments')
    .values(adjustments.map((adjustment) => ({ store_id: storeId, ...adjustment })))
    .execute();
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
