import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { varies } from '../platform/database/statement-names.ts';
import { branchNamed } from './categories/index.ts';

/** Products are locked in the order of their ids. One that has sold as much already is left alone. */
export async function writeUnitsSold(
  connection: Connection,
  sold: readonly { product_id: string; units_sold: number }[],
): Promise<void> {
  await sql`
    WITH changed AS (
      SELECT p.store_id, p.id, s.units FROM products p
        JOIN unnest(${sold.map(({ product_id }) => product_id)}::uuid[], ${sold.map(({ units_sold }) => units_sold)}::bigint[])
          AS s (id, units) ON s.id = p.id AND s.units <> p.units_sold
       ORDER BY p.id FOR NO KEY UPDATE OF p
    )
    UPDATE products p SET units_sold = changed.units FROM changed WHERE p.store_id = changed.store_id AND p.id = changed.id`.execute(
    connection,
  );
}

/** The products that say to have sold lately, deleted ones too. */
export async function listProductsThatSold(connection: Connection): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM products WHERE units_sold > 0`.execute(connection);
  return rows.map(({ id }) => id);
}

export interface BestSellersRequest {
  limit: number;
  /** Id or path of a category: of its branch alone. */
  category: string | undefined;
  available_only: boolean;
}

/** The active products of which most was sold lately. */
export async function readBestSellers(
  connection: Connection,
  { limit, category, available_only }: BestSellersRequest,
): Promise<{ id: string; units_sold: number }[]> {
  const inBranch =
    category === undefined
      ? sql`true`
      : sql`EXISTS (SELECT FROM product_categories pc
                     WHERE pc.store_id = p.store_id AND pc.product_id = p.id
                       AND pc.category_id = ANY(ARRAY(${branchNamed(category)})) OFFSET 0)`;
  const { rows } = await sql<{ id: string; units_sold: number }>`${varies}
    SELECT p.id, p.units_sold FROM products p
     WHERE p.deleted_at IS NULL AND p.status = 'active' AND p.units_sold > 0
       AND ${available_only ? sql`p.is_available` : sql`true`} AND ${inBranch}
     ORDER BY p.units_sold DESC, p.id DESC LIMIT ${limit}`.execute(connection);
  return rows;
}

/** The names that products have now, of those that the connection sees. */
export async function readProductNames(connection: Connection, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    SELECT id, name FROM products WHERE id = ANY(${ids}::uuid[])`.execute(connection);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** How many products are on sale: of one vendor, or of all (null). Counted up to one more than the limit. */
export async function countActiveProducts(
  connection: Connection,
  vendorId: string | null,
  limit: number,
): Promise<number> {
  const owned = vendorId === null ? sql`true` : sql`vendor_id = ${vendorId}::uuid`;
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM (
      SELECT FROM products WHERE status = 'active' AND deleted_at IS NULL AND ${owned} LIMIT ${limit + 1}) AS found`.execute(
    connection,
  );
  return rows[0]?.count ?? 0;
}
