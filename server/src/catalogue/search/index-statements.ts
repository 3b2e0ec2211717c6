import { sql } from 'kysely';
import type { Connection } from '../../platform/database/database.ts';

/** Halves of the keys of two advisory locks; the store is the other. The numbers say nothing. */
const index_lock = 713_046_110;
const words_lock = 713_046_111;

async function tryLock(connection: Connection, lock: number, storeId: string): Promise<boolean> {
  const { rows } = await sql<{ is_ours: boolean }>`
    SELECT pg_try_advisory_xact_lock(${lock}::int, hashtext(${storeId})) AS is_ours`.execute(connection);
  return rows[0]?.is_ours === true;
}

/**
 * One at a time writes what is found in a store: else an older state of a product could overwrite a newer one.
 * @returns whether it is this one.
 */
export function lockIndex(connection: Connection, storeId: string): Promise<boolean> {
  return tryLock(connection, index_lock, storeId);
}

/** One at a time counts the words of a store. @returns whether it is this one. */
export function lockWords(connection: Connection, storeId: string): Promise<boolean> {
  return tryLock(connection, words_lock, storeId);
}

/**
 * From here on until the transaction ends every row of `product_search` is looked for, so that it can be written. By its
 * key: the index of words would be gone through whole to find the rows that lack a word.
 */
export async function lookForEverything(connection: Connection): Promise<void> {
  await sql`
    SELECT set_config('orderhouse.search', '!''∅''', true), set_config('enable_bitmapscan', 'off', true)`.execute(
    connection,
  );
}

/** Takes the next products that are to be looked at again. @returns how many entries, and which products. */
export async function takeDueProducts(
  connection: Connection,
  limit: number,
): Promise<{ entries: number; productIds: string[] }> {
  const { rows } = await sql<{ product_id: string }>`
    DELETE FROM product_search_due WHERE id = ANY(ARRAY(SELECT id FROM product_search_due ORDER BY id LIMIT ${limit}))
    RETURNING product_id`.execute(connection);
  return { entries: rows.length, productIds: [...new Set(rows.map(({ product_id }) => product_id))] };
}

/** Writes what is found of these products as they are now. A row that says so already is left alone. */
export async function writeFindable(connection: Connection, productIds: readonly string[]): Promise<void> {
  await sql`
    INSERT INTO product_search AS s
    SELECT * FROM product_search_source WHERE product_id = ANY(${productIds}::uuid[])
        ON CONFLICT (store_id, product_id) DO UPDATE
       SET vendor_id = excluded.vendor_id, status = excluded.status, is_available = excluded.is_available,
           unit_price_from = excluded.unit_price_from, units_sold = excluded.units_sold,
           category_ids = excluded.category_ids, title = excluded.title, search = excluded.search
     WHERE s IS DISTINCT FROM excluded`.execute(connection);
}

/** Of these products, those that have been deleted are found no longer. */
export async function removeDeleted(connection: Connection, productIds: readonly string[]): Promise<void> {
  await sql`
    DELETE FROM product_search s WHERE s.product_id = ANY(${productIds}::uuid[])
       AND NOT EXISTS (SELECT FROM products p WHERE p.store_id = s.store_id AND p.id = s.product_id AND p.deleted_at IS NULL)`.execute(
    connection,
  );
}

/** Has all products of the store looked at again: its words have other stems now. */
export async function addAllProducts(connection: Connection): Promise<void> {
  await sql`
    INSERT INTO product_search_due (store_id, product_id)
    SELECT store_id, id FROM products WHERE deleted_at IS NULL`.execute(connection);
}

/**
 * Counts in how many open products of the store each word and each stem stands, and how many there are of each vendor, in
 * each category and of each class of sales: 7 s for 1,000,000 products. In the vectors only words bear a weight.
 */
export async function countWords(connection: Connection): Promise<void> {
  await sql`
    WITH open AS NOT MATERIALIZED (
      SELECT * FROM product_search WHERE status = 'active'
    ), counted AS MATERIALIZED (
      SELECT substr(word, 1 + length(search_mark(current_store_id()))) AS word, ndoc
        FROM ts_stat('SELECT search FROM product_search WHERE status = ''active''', 'abc')
       UNION ALL
      SELECT '', count(*)::int FROM open
       UNION ALL
      SELECT '$' || sales_class(units_sold), count(*)::int FROM open GROUP BY 1
       UNION ALL
      SELECT '@' || replace(vendor_id::text, '-', ''), count(*)::int FROM open GROUP BY 1
       UNION ALL
      SELECT '@' || replace(category_id::text, '-', ''), count(*)::int FROM open, unnest(category_ids) AS category_id GROUP BY 1
    ), gone AS (
      DELETE FROM search_words w WHERE NOT EXISTS (SELECT FROM counted WHERE counted.word = w.word)
    )
    INSERT INTO search_words AS w (store_id, word, products)
    SELECT current_store_id(), word, ndoc FROM counted
        ON CONFLICT (store_id, word) DO UPDATE SET products = excluded.products
     WHERE w.products <> excluded.products`.execute(connection);
}

/** Which of the words a typing error can be meant for: stems are no words, and numbers are not guessed. */
export async function copySpellings(connection: Connection): Promise<void> {
  await sql`
    WITH meant AS MATERIALIZED (
      SELECT word, products FROM search_words WHERE length(word) >= 3 AND word !~ '[~$@0-9]'
    ), gone AS (
      DELETE FROM search_spellings s WHERE NOT EXISTS (SELECT FROM meant WHERE meant.word = s.word)
    )
    INSERT INTO search_spellings AS s (store_id, word, products)
    SELECT current_store_id(), word, products FROM meant
        ON CONFLICT (store_id, word) DO UPDATE SET products = excluded.products
     WHERE s.products <> excluded.products`.execute(connection);
}

/** How many open products some stores have, as they were counted last; a store that was never counted is left out. */
export async function readCountedProducts(
  connection: Connection,
  storeIds: readonly string[],
): Promise<{ store_id: string; products: number }[]> {
  const { rows } = await sql<{ store_id: string; products: number }>`
    SELECT store_id, products FROM search_words WHERE store_id = ANY(${storeIds}::uuid[]) AND word = ''`.execute(
    connection,
  );
  return rows;
}

/** The stores in which products wait to be looked at again, across the house. */
export async function listStoresWithDueProducts(connection: Connection): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT s.id FROM stores s WHERE EXISTS (SELECT FROM product_search_due d WHERE d.store_id = s.id)`.execute(
    connection,
  );
  return rows.map(({ id }) => id);
}
