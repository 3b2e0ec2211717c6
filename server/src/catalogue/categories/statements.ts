import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../../platform/database/database.ts';
import type { Place } from './tree.ts';

export interface CategoryRow {
  id: string;
  parent_id: string | null;
  slug: string;
  name: string;
  description: string;
  position: number;
  version: number;
  created_at: string;
  updated_at: string;
}

/** Half of the key of an advisory lock; the store is the other. The number says nothing. */
const tree_lock = 1_129_270_866;

/**
 * Whoever changes the tree of a store, or which products stand where in it, goes one after the other, until the
 * transaction ends: else two branches could be moved into each other. Taken before any product is locked.
 */
export async function lockTree(connection: Connection, storeId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${tree_lock}::int, hashtext(${storeId}))`.execute(connection);
}

export async function readCategories(connection: Connection): Promise<CategoryRow[]> {
  const { rows } = await sql<CategoryRow>`
    SELECT id, parent_id, slug, name, description, position, version, created_at, updated_at
      FROM categories WHERE deleted_at IS NULL`.execute(connection);
  return rows;
}

/** Which of these there are. */
export async function readKnownCategories(connection: Connection, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM categories WHERE id = ANY(${ids}::uuid[]) AND deleted_at IS NULL`.execute(connection);
  return rows.map(({ id }) => id);
}

export interface CategoryCount {
  id: string;
  products_count: number;
}

/** The products of each branch that everybody sees. */
export async function countOpenProducts(connection: Connection): Promise<CategoryCount[]> {
  const { rows } = await sql<CategoryCount>`
    SELECT id, products_open AS products_count FROM categories WHERE deleted_at IS NULL`.execute(connection);
  return rows;
}

/** Those and the vendor's own that nobody else sees. */
export async function countProductsOfVendor(connection: Connection, vendorId: string): Promise<CategoryCount[]> {
  const { rows } = await sql<CategoryCount>`
    WITH RECURSIVE line AS (
      SELECT product_id, category_id AS id FROM product_categories WHERE vendor_id = ${vendorId} AND status <> 'active'
       UNION SELECT line.product_id, c.parent_id FROM line JOIN categories c ON c.id = line.id WHERE c.parent_id IS NOT NULL
    )
    SELECT c.id, c.products_open + (SELECT count(*)::int FROM line WHERE line.id = c.id) AS products_count
      FROM categories c WHERE c.deleted_at IS NULL`.execute(connection);
  return rows;
}

/** All, for the house. */
export async function countAllProducts(connection: Connection): Promise<CategoryCount[]> {
  const { rows } = await sql<CategoryCount>`
    SELECT id, products_open + products_hidden AS products_count FROM categories WHERE deleted_at IS NULL`.execute(
    connection,
  );
  return rows;
}

export type NewCategory = Omit<CategoryRow, 'version' | 'updated_at'>;

export async function insertCategory(connection: Connection, storeId: string, category: NewCategory): Promise<void> {
  await connection
    .insertInto('categories')
    .values({ store_id: storeId, ...category, updated_at: category.created_at })
    .execute();
}

export async function updateCategory(
  connection: Connection,
  id: string,
  { name, slug, description, parent_id, position }: Omit<NewCategory, 'id' | 'created_at'>,
): Promise<void> {
  await sql`
    UPDATE categories SET name = ${name}, slug = ${slug}, description = ${description}, parent_id = ${parent_id}::uuid,
           position = ${position}
     WHERE id = ${id}`.execute(connection);
}

export async function writePlaces(connection: Connection, places: readonly Place[]): Promise<void> {
  await sql`
    UPDATE categories c SET parent_id = p.parent_id, position = p.position
      FROM unnest(${places.map(({ id }) => id)}::uuid[], ${places.map(({ parent_id }) => parent_id)}::uuid[],
                  ${places.map(({ position }) => position)}::int[]) AS p (id, parent_id, position)
     WHERE c.id = p.id`.execute(connection);
}

/** Of what is seen of them, something is another: themselves, their place, or the path to them. */
export async function renewVersions(connection: Connection, ids: readonly string[], at: string): Promise<void> {
  await sql`UPDATE categories SET version = version + 1, updated_at = ${at} WHERE id = ANY(${ids}::uuid[])`.execute(
    connection,
  );
}

export async function softDeleteCategories(connection: Connection, ids: readonly string[], at: string): Promise<void> {
  await sql`
    UPDATE categories SET deleted_at = ${at}, updated_at = ${at}, version = version + 1, products_open = 0, products_hidden = 0
     WHERE id = ANY(${ids}::uuid[])`.execute(connection);
}

/** How many products stand in any of them, each counted once. */
export async function countProductsIn(connection: Connection, ids: readonly string[]): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    SELECT count(DISTINCT product_id) AS total FROM product_categories WHERE category_id = ANY(${ids}::uuid[])`.execute(
    connection,
  );
  return rows[0]?.total ?? 0;
}

/** The versions of the products that stand in any of them: which categories a product is in is part of it. */
export async function renewProductsIn(connection: Connection, ids: readonly string[], at: string): Promise<void> {
  await sql`
    WITH locked AS (
      SELECT store_id, id FROM products
       WHERE id IN (SELECT product_id FROM product_categories WHERE category_id = ANY(${ids}::uuid[]))
       ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE products p SET version = version + 1, updated_at = ${at}
      FROM locked WHERE p.store_id = locked.store_id AND p.id = locked.id`.execute(connection);
}

/** Puts the products of some categories into another as well. */
export async function copyProducts(connection: Connection, from: readonly string[], to: string): Promise<void> {
  await sql`
    INSERT INTO product_categories (store_id, product_id, category_id, vendor_id, status, name, unit_price_from, is_available, created_at)
    SELECT DISTINCT store_id, product_id, ${to}::uuid, vendor_id, status, name, unit_price_from, is_available, created_at
      FROM product_categories WHERE category_id = ANY(${from}::uuid[])
        ON CONFLICT DO NOTHING`.execute(connection);
}

export async function emptyCategories(connection: Connection, ids: readonly string[]): Promise<void> {
  await sql`DELETE FROM product_categories WHERE category_id = ANY(${ids}::uuid[])`.execute(connection);
}

/** Counts the products of whole branches anew: 0.3 s for 300,000 of them, and asked only when a branch moves or goes. */
export async function recountBranches(connection: Connection, ids: readonly string[]): Promise<void> {
  await sql`
    WITH RECURSIVE line AS (
      SELECT id AS branch, id FROM unnest(${ids}::uuid[]) AS given (id)
       UNION ALL
      SELECT line.branch, c.id FROM line JOIN categories c ON c.parent_id = line.id WHERE c.deleted_at IS NULL
    ), counted AS (
      SELECT line.branch, count(DISTINCT product_id) FILTER (WHERE pc.status = 'active') AS open,
             count(DISTINCT product_id) FILTER (WHERE pc.status <> 'active') AS hidden
        FROM line LEFT JOIN product_categories pc ON pc.category_id = line.id GROUP BY 1
    )
    UPDATE categories c SET products_open = counted.open, products_hidden = counted.hidden
      FROM counted WHERE c.id = counted.branch`.execute(connection);
}

/** Adds products to the counts of all branches that they stand in now, or (`by` -1) takes them off. */
export async function countProducts(connection: Connection, productIds: readonly string[], by: 1 | -1): Promise<void> {
  await sql`
    WITH RECURSIVE line AS (
      SELECT product_id, category_id AS id, status = 'active' AS is_open
        FROM product_categories WHERE product_id = ANY(${productIds}::uuid[])
       UNION
      SELECT line.product_id, c.parent_id, is_open FROM line JOIN categories c ON c.id = line.id WHERE c.parent_id IS NOT NULL
    ), counted AS (
      SELECT id, count(*) FILTER (WHERE is_open)::int AS open, count(*) FILTER (WHERE NOT is_open)::int AS hidden
        FROM line GROUP BY 1
    )
    UPDATE categories c SET products_open = products_open + ${by}::int * counted.open,
                            products_hidden = products_hidden + ${by}::int * counted.hidden
      FROM counted WHERE c.id = counted.id`.execute(connection);
}

export async function readCategoryIds(
  connection: Connection,
  productIds: readonly string[],
): Promise<{ product_id: string; category_id: string }[]> {
  const { rows } = await sql<{ product_id: string; category_id: string }>`
    SELECT product_id, category_id FROM product_categories WHERE product_id = ANY(${productIds}::uuid[])
     ORDER BY product_id, category_id`.execute(connection);
  return rows;
}

/** Takes a product out of all categories but these. */
export async function removeFromCategories(
  connection: Connection,
  productId: string,
  but: readonly string[],
): Promise<void> {
  await sql`
    DELETE FROM product_categories WHERE product_id = ${productId} AND category_id <> ALL(${but}::uuid[])`.execute(
    connection,
  );
}

export async function addToCategories(
  connection: Connection,
  productId: string,
  categoryIds: readonly string[],
): Promise<void> {
  await sql`
    INSERT INTO product_categories (store_id, product_id, category_id, vendor_id, status, name, unit_price_from, is_available, created_at)
    SELECT p.store_id, p.id, c.id, p.vendor_id, p.status, p.name, p.unit_price_from, p.is_available, p.created_at
      FROM products p, unnest(${categoryIds}::uuid[]) AS c (id) WHERE p.id = ${productId}
        ON CONFLICT DO NOTHING`.execute(connection);
}

/** Copies what lists sort and filter by from products to where they stand in categories. */
export async function copyToCategories(connection: Connection, productIds: readonly string[]): Promise<void> {
  await sql`
    UPDATE product_categories pc
       SET vendor_id = p.vendor_id, status = p.status, name = p.name, unit_price_from = p.unit_price_from, is_available = p.is_available
      FROM products p
     WHERE pc.product_id = ANY(${productIds}::uuid[]) AND p.store_id = pc.store_id AND p.id = pc.product_id
       AND (pc.vendor_id, pc.status, pc.name, pc.unit_price_from, pc.is_available)
           IS DISTINCT FROM (p.vendor_id, p.status, p.name, p.unit_price_from, p.is_available)`.execute(connection);
}

/** The ids of a branch, as a subquery, of a category that is named by its id or by its path. */
export function branchNamed(name: string): RawBuilder<unknown> {
  const isId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(name);
  const slugs = name.split('/');
  const found = isId
    ? sql`SELECT id FROM categories WHERE id = ${name}::uuid AND deleted_at IS NULL`
    : slugs.reduce(
        (above, slug) => sql`
          SELECT id FROM categories
           WHERE ${above ? sql`parent_id = (${above})` : sql`parent_id IS NULL`} AND slug = ${slug} AND deleted_at IS NULL`,
        null as RawBuilder<unknown> | null,
      );
  return sql`
    WITH RECURSIVE branch AS (
      ${found}
       UNION ALL
      SELECT c.id FROM branch JOIN categories c ON c.parent_id = branch.id WHERE c.deleted_at IS NULL
    ) SELECT id FROM branch`;
}
