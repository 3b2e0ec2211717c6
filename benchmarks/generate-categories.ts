import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../server/src/platform/database/database.ts';

/** Three levels: `top-0` … each with `part-0` …, each of these with `kind-0` …; products stand in the lowest. */
const tops_count = 12;
const parts_count = 5;
const kinds_count = 4;
const leaves_count = tops_count * parts_count * kinds_count;
/** So many products in the last leaf, however many there are in all. */
const tiny_count = 12;

/** The paths of a large category, of a middling one and of a tiny one. */
export const generatedPaths = {
  large: 'top-0',
  middling: 'top-1/part-2',
  tiny: `top-${tops_count - 1}/part-${parts_count - 1}/kind-${kinds_count - 1}`,
};

/** Ids that follow from the level and the number of the category. */
function idOf(level: number, n: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`('0180000000007000a00' || ${String(level)} || lpad(to_hex(${n}), 12, '0'))::uuid`;
}

const n = sql.raw('n');

async function insertLevel(
  connection: Connection,
  storeId: string,
  { level, word, count, of }: { level: number; word: string; count: number; of: number },
): Promise<void> {
  const parent = level === 0 ? sql`NULL::uuid` : idOf(level - 1, sql`n / ${sql.lit(of)}`);
  await sql`
    INSERT INTO categories (store_id, id, parent_id, slug, name, position)
    SELECT ${storeId}::uuid, ${idOf(level, n)}, ${parent}, ${`${word}-`}::text || n % ${sql.lit(of)},
           ${`${word} `}::text || n % ${sql.lit(of)}, n % ${sql.lit(of)}
      FROM generate_series(0, ${count}::int - 1) AS n`.execute(connection);
}

/**
 * 312 categories, and the store's products in them: many in the first, few in the last, a third of them in a second one.
 * Which one follows from a hash of the product, so that it goes with no order of a list.
 */
export async function insertCategories(connection: Connection, storeId: string): Promise<void> {
  const parts = tops_count * parts_count;
  await insertLevel(connection, storeId, { level: 0, word: 'top', count: tops_count, of: tops_count });
  await insertLevel(connection, storeId, { level: 1, word: 'part', count: parts, of: parts_count });
  await insertLevel(connection, storeId, { level: 2, word: 'kind', count: leaves_count, of: kinds_count });
  await sql`
    INSERT INTO events (store_id, type, subject_type, subject_id, actor_role, occurred_at)
    SELECT store_id, 'category.created', 'category', id, 'house', created_at FROM categories WHERE store_id = ${storeId}`.execute(
    connection,
  );
  const drawn = (salt: number) => sql`(hashint8extended(p.number, ${sql.lit(salt)}) & 65535) / 65536.0`;
  const leaf = (salt: number) => sql`floor(${sql.lit(leaves_count - 1)} * power(${drawn(salt)}, 2.5))::int`;
  await sql`
    INSERT INTO product_categories (store_id, product_id, category_id, vendor_id, status, name, unit_price_from, is_available, created_at)
    SELECT p.store_id, p.id, ${idOf(2, sql`leaf`)}, p.vendor_id, p.status, p.name, p.unit_price_from, p.is_available, p.created_at
      FROM (SELECT *, row_number() OVER (ORDER BY id) AS number FROM products WHERE store_id = ${storeId}) p,
           LATERAL (SELECT DISTINCT leaf FROM (VALUES
             (CASE WHEN p.number <= ${sql.lit(tiny_count)} THEN ${sql.lit(leaves_count - 1)} ELSE ${leaf(1)} END),
             (CASE WHEN p.number % 3 = 0 THEN ${leaf(2)} END)) AS chosen (leaf) WHERE leaf IS NOT NULL) AS leaves`.execute(
    connection,
  );
  await sql`
    WITH RECURSIVE line AS (
      SELECT id AS branch, id FROM categories WHERE store_id = ${storeId}
       UNION ALL SELECT line.branch, c.id FROM line JOIN categories c ON c.store_id = ${storeId} AND c.parent_id = line.id
    ), counted AS (
      SELECT branch, count(DISTINCT product_id) FILTER (WHERE status = 'active') AS open,
             count(DISTINCT product_id) FILTER (WHERE status <> 'active') AS hidden
        FROM line JOIN product_categories pc ON pc.store_id = ${storeId} AND pc.category_id = line.id GROUP BY 1
    )
    UPDATE categories c SET products_open = open, products_hidden = hidden
      FROM counted WHERE c.store_id = ${storeId} AND c.id = counted.branch`.execute(connection);
}
