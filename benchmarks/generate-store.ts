import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../server/src/platform/database/database.ts';
import { insertCategories } from './generate-categories.ts';
import { insertSales } from './generate-sales.ts';
import { descriptionOf, insertSearch, nameOf, unitsSoldOf } from './generate-search.ts';

/** What a store is filled with. Variants are `SKU0`, `SKU1`, …, one a product, in turn of the vendors. */
export interface StoreContent {
  storeId: string;
  vendorIds: readonly string[];
  customerIds: readonly string[];
  variants_count: number;
  /** Of the past: three lines each, all delivered. */
  orders_count: number;
  /** Some products are drafts, some archived, some sold out, and their prices are spread; otherwise all are on sale. */
  is_varied?: boolean;
  /** They bear names as in a shop, and are found by them; otherwise by nothing. */
  is_searchable?: boolean;
  /** One product in four sells, a few of them very well, without orders for it: the doctor would say so. */
  has_best_sellers?: boolean;
}

const stock = 1_000_000_000;
const lines_per_order = 3;
const tables = [
  'products',
  'variants',
  'categories',
  'product_categories',
  'stock_adjustments',
  'order_counters',
  'orders',
  'order_lines',
  'fulfillments',
  'idempotency_keys',
  'events',
  'sales_by_day',
  'orders_by_day',
  'sales_cursors',
  'vendor_orders_by_day',
  'product_sales_by_month',
  'orders_by_status',
  'fulfillments_by_status',
];

interface Hindrance {
  off: string;
  on: string;
}

/** What costs time for each row that is inserted, and can be made for all rows at once: keys and indexes. */
async function hindrances(connection: Connection): Promise<Hindrance[]> {
  const { rows: constraints } = await sql<Hindrance>`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS off,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS on
      FROM pg_constraint
     WHERE (contype IN ('f', 'p') AND conrelid = ANY(${tables}::text[]::regclass[]))
        OR (contype = 'f' AND confrelid = ANY(${tables}::text[]::regclass[]))
     ORDER BY contype`.execute(connection);
  const { rows: indexes } = await sql<Hindrance>`
    SELECT format('DROP INDEX %s', indexrelid::regclass) AS off, pg_get_indexdef(indexrelid) AS on
      FROM pg_index WHERE indrelid = ANY(${tables}::text[]::regclass[]) AND NOT indisprimary`.execute(connection);
  const policies = [...tables, 'stores'].map((table) => ({
    off: `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
    on: `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
  }));
  const triggers = ['products', 'variants', 'product_categories'].map((table) => ({
    off: `ALTER TABLE ${table} DISABLE TRIGGER search_again`,
    on: `ALTER TABLE ${table} ENABLE TRIGGER search_again`,
  }));
  return [...constraints, ...indexes, ...policies, ...triggers];
}

/** Only the owner of the tables may. Foreign keys go first and come back last. */
async function unhindered(connection: Connection, work: () => Promise<void>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(connection);
  const found = await hindrances(connection);
  for (const { off } of found) await run(off);
  await work();
  await run(`SET LOCAL maintenance_work_mem = '256MB'`);
  for (const { on } of found.toReversed()) await run(on);
}

/** Ids that rise with `n`, as the house makes them. `kind` keeps those of two tables apart. */
function idOf(kind: number, n: RawBuilder<unknown>): RawBuilder<string> {
  const end = sql`to_hex(${n})`;
  return sql<string>`('0180' || lpad(${end}, 8, '0') || '7000800' || ${String(kind)} || lpad(${end}, 12, '0'))::uuid`;
}

const n = sql.raw('n');

async function insertCatalogue(connection: Connection, content: StoreContent): Promise<void> {
  const {
    storeId,
    vendorIds,
    variants_count,
    is_varied = false,
    is_searchable = false,
    has_best_sellers = false,
  } = content;
  const name = is_searchable ? nameOf(n) : sql`'Product ' || n`;
  const description = is_searchable ? descriptionOf(n) : sql`''`;
  const productId = idOf(1, n);
  // What is archived is old, what is drafted is new; one in eleven is sold out.
  const status = is_varied
    ? sql`CASE WHEN n < ${sql.lit(variants_count * 0.04)} THEN 'archived' WHEN n >= ${sql.lit(variants_count * 0.97)} THEN 'draft' ELSE 'active' END`
    : sql`'active'`;
  const price = is_varied ? sql`100 + (hashint4(n) & 65535)` : sql`100 + n % 900`;
  const unitsSold = has_best_sellers ? unitsSoldOf(n) : sql`0`;
  // One in fifty has a threshold of its own, half of them above all stock.
  const threshold = is_varied
    ? sql`CASE abs(hashtext(id::text)) % 100 WHEN 1 THEN ${sql.lit(2 * stock)} WHEN 51 THEN 0 END`
    : sql`NULL`;
  const isAvailable = is_varied ? sql`n % 11 <> 0` : sql`true`;
  await sql`
    INSERT INTO products (store_id, id, vendor_id, name, description, status, unit_price_from, is_available, units_sold, created_at)
    SELECT ${storeId}, ${productId}, (${vendorIds}::uuid[])[1 + n % ${vendorIds.length}], ${name}, ${description}, ${status},
           ${price}, ${isAvailable}, ${unitsSold}, '2024-01-01'::timestamptz + n * interval '1 second'
      FROM generate_series(0, ${variants_count}::int - 1) AS n`.execute(connection);
  await sql`
    INSERT INTO variants (store_id, id, product_id, vendor_id, position, sku, unit_price, stock, low_stock_threshold, created_at)
    SELECT store_id, id, id, vendor_id, 0, 'SKU' || ('x' || right(id::text, 12))::bit(48)::bigint, unit_price_from, CASE WHEN is_available THEN ${stock}::int ELSE 0 END, (${threshold})::int, created_at
      FROM products WHERE store_id = ${storeId}`.execute(connection);
  await sql`
    INSERT INTO stock_adjustments (store_id, id, variant_id, delta, reason, stock, created_at)
    SELECT store_id, id, id, stock, 'initial', stock, created_at
      FROM variants WHERE store_id = ${storeId} AND stock > 0`.execute(connection);
  await sql`
    INSERT INTO events (store_id, type, subject_type, subject_id, vendor_ids, actor_role, occurred_at)
    SELECT store_id, 'product.created', 'product', id, ARRAY[vendor_id], 'house', created_at
      FROM products WHERE store_id = ${storeId}`.execute(connection);
  await insertCategories(connection, storeId);
}

/** History, which takes no stock. Orders and their lines lie all over the catalogue. */
async function insertOrders(connection: Connection, content: StoreContent): Promise<void> {
  const { storeId, vendorIds, customerIds, variants_count, orders_count } = content;
  const spread = Math.max(1, variants_count - lines_per_order);
  const variant = sql`((n * 7919 + line_no) % ${spread}::bigint)`;
  await sql`
    INSERT INTO order_lines (store_id, order_id, line_no, variant_id, vendor_id, sku, name, unit_price, quantity, line_total)
    SELECT ${storeId}, ${idOf(2, n)}, line_no, ${idOf(1, sql.raw('v'))}, (${vendorIds}::uuid[])[1 + v % ${vendorIds.length}],
           'SKU' || v, 'Product ' || v, 100 + v % 900, line_no, (100 + v % 900) * line_no
      FROM generate_series(0::bigint, ${orders_count}::bigint - 1) AS n, generate_series(1, ${lines_per_order}::int) AS line_no,
           LATERAL (SELECT ${variant} AS v) AS chosen`.execute(connection);
  await sql`
    INSERT INTO orders (store_id, id, number, customer_id, customer_name, customer_email, shipping_address, status,
                        payment_status, currency, total, import_source, external_reference, placed_at, cancellable_until, updated_at)
    SELECT ${storeId}, ${idOf(2, n)}, n + 1, c.id, 'customer', c.id || '@bench.test',
           '{"name": "Ada Lovelace", "line1": "12 St James’s Square", "city": "London", "postal_code": "SW1Y 4JH", "country": "GB"}',
           'delivered', 'paid', 'GBP', total, 'generated', n::text, at, at, at
      FROM generate_series(0::bigint, ${orders_count}::bigint - 1) AS n,
           LATERAL (SELECT (${customerIds}::uuid[])[1 + n % ${customerIds.length}] AS id) AS c,
           LATERAL (SELECT '2024-01-01'::timestamptz + n * interval '1 minute' AS at) AS placed,
           LATERAL (SELECT sum((100 + ${variant} % 900) * line_no) AS total
                      FROM generate_series(1, ${lines_per_order}::int) AS line_no) AS lines`.execute(connection);
  await sql`
    INSERT INTO fulfillments (store_id, order_id, vendor_id, customer_id, status, delivered_at)
    SELECT DISTINCT o.store_id, o.id, l.vendor_id, o.customer_id, 'delivered', o.placed_at
      FROM orders o JOIN order_lines l ON l.store_id = o.store_id AND l.order_id = o.id
     WHERE o.store_id = ${storeId}`.execute(connection);
  await sql`
    INSERT INTO events (store_id, type, subject_type, subject_id, customer_id, vendor_ids, actor_role, occurred_at, data)
    SELECT store_id, 'order.imported', 'order', id, customer_id, ${vendorIds}::uuid[], 'house', placed_at, '{"to": "delivered"}'
      FROM orders WHERE store_id = ${storeId} ORDER BY number`.execute(connection);
  await sql`
    INSERT INTO idempotency_keys (store_id, key, fingerprint, answer)
    SELECT store_id, customer_id || ':' || gen_random_uuid(), 'bench', '{}'
      FROM orders WHERE store_id = ${storeId}`.execute(connection);
  await sql`UPDATE order_counters SET last_number = ${orders_count} WHERE store_id = ${storeId}`.execute(connection);
}

/** Fills an empty store by statements that write all rows of a table at once. The connection is the owner's. */
export async function generateStore(connection: Connection, content: StoreContent): Promise<void> {
  await unhindered(connection, async () => {
    await insertCatalogue(connection, content);
    await insertOrders(connection, content);
    await insertSales(connection, content.storeId);
  });
  if (content.is_searchable) await insertSearch(connection, content.storeId);
}
