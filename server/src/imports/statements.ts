import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import type { AcceptedRow } from './online-retail.ts';

export interface StagedRow extends AcceptedRow {
  line_number: number;
}

/** Any number that no other advisory lock of this program has; the store is the other half of the key. */
const import_lock = 7_305_418;

/** One import at a time in a store: held until the transaction ends. @returns whether it is ours. */
export async function tryLockImports(connection: Connection, storeId: string): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    SELECT pg_try_advisory_xact_lock(${import_lock}, hashtext(${storeId})) AS locked`.execute(connection);
  return rows[0]?.locked ?? false;
}

/** The same, but waits for the other import to end. */
export async function lockImports(connection: Connection, storeId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${import_lock}, hashtext(${storeId}))`.execute(connection);
}

/** Throws when the connection, and with it the lock that its transaction holds, is gone. */
export async function expectAlive(connection: Connection): Promise<void> {
  await sql`SELECT 1`.execute(connection);
}

export async function readImportingStore(connection: Connection) {
  return connection.selectFrom('stores').select('currency').executeTakeFirst();
}

/** Under the store's import lock every row that stands here is of an import that died, or of one that is done. */
export async function deleteStagedRows(connection: Connection): Promise<void> {
  await sql`DELETE FROM import_rows`.execute(connection);
}

/** COPY would be faster, but PostgreSQL refuses it into a table with row-level security. */
export async function stageRows(
  connection: Connection,
  storeId: string,
  importId: string,
  rows: readonly StagedRow[],
): Promise<void> {
  await sql`
    INSERT INTO import_rows (store_id, import_id, line_number, external_reference, sku, name, unit_price, quantity,
                             placed_at, customer_reference, country)
    SELECT ${storeId}::uuid, ${importId}::uuid, r.* FROM unnest(
      ${rows.map((row) => row.line_number)}::int[], ${rows.map((row) => row.external_reference)}::text[],
      ${rows.map((row) => row.sku)}::text[], ${rows.map((row) => row.name)}::text[],
      ${rows.map((row) => row.unit_price)}::bigint[], ${rows.map((row) => row.quantity)}::int[],
      ${rows.map((row) => row.placed_at)}::timestamptz[], ${rows.map((row) => row.customer_reference)}::text[],
      ${rows.map((row) => row.country)}::text[]) AS r`.execute(connection);
}

export interface FileTotals {
  orders: number;
  lines: number;
  units: number;
  revenue: number;
  skus: number;
  customers: number;
  largest_order_lines: number;
}

/** What the accepted rows of a file come to. `revenue` in minor units; SKUs with case ignored. */
export async function sumStagedRows(connection: Connection, importId: string): Promise<FileTotals | undefined> {
  const { rows } = await sql<FileTotals>`
    WITH by_order AS (
      SELECT count(*) AS lines, sum(quantity) AS units, sum(unit_price * quantity) AS revenue
        FROM import_rows WHERE import_id = ${importId} GROUP BY external_reference
    )
    SELECT count(*) AS orders, coalesce(sum(lines), 0)::bigint AS lines, coalesce(sum(units), 0)::bigint AS units,
           coalesce(sum(revenue), 0)::bigint AS revenue, coalesce(max(lines), 0) AS largest_order_lines,
           (SELECT count(*) FROM (SELECT FROM import_rows WHERE import_id = ${importId} GROUP BY sku_key)) AS skus,
           (SELECT count(*) FROM (SELECT FROM import_rows WHERE import_id = ${importId} AND customer_reference IS NOT NULL
                                   GROUP BY customer_reference)) AS customers
      FROM by_order`.execute(connection);
  return rows[0];
}
