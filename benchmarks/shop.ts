import { sql } from 'kysely';
import { createHashing } from '../server/src/accounts/index.ts';
import { type Connection, type Database, openDatabase } from '../server/src/platform/database/database.ts';
import { migrate } from '../server/src/platform/database/migrate.ts';
import { newId } from '../server/src/platform/ids.ts';

export const password = 'Orderhouse-bench-1';
/** Signing in is not what is measured. */
const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 };

/** A store to measure in. Variants are `SKU0`, `SKU1`, … of three vendors, with more stock than any run can sell. */
export interface Shop {
  database: Database;
  storeId: string;
  customerIds: string[];
  variantsCount: number;
}

const customers_count = 64;
const vendors_count = 3;

async function fillCatalogue(
  connection: Connection,
  storeId: string,
  vendorIds: string[],
  count: number,
): Promise<void> {
  await sql`
    INSERT INTO products (store_id, id, vendor_id, name, status, unit_price_from)
    SELECT ${storeId}, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
           (${vendorIds}::uuid[])[1 + n % ${vendors_count}], 'Product ' || n, 'active', 100 + n % 900
      FROM generate_series(0, ${count} - 1) AS n`.execute(connection);
  await sql`
    INSERT INTO variants (store_id, id, product_id, position, sku, unit_price, stock)
    SELECT store_id, id, id, 0, 'SKU' || substr(name, 9), unit_price_from, 1000000000 FROM products`.execute(
    connection,
  );
  await sql`
    INSERT INTO stock_adjustments (store_id, id, variant_id, delta, reason, stock)
    SELECT store_id, id, id, stock, 'initial', stock FROM variants`.execute(connection);
}

/** Migrates an empty database and fills it by statements that write many rows at once. */
export async function openShop(url: string, variantsCount: number): Promise<Shop> {
  await migrate(url);
  const database = openDatabase({ url, connections_max: 70, prepare: true });
  const storeId = newId();
  const customerIds = Array.from({ length: customers_count }, () => newId());
  const vendorIds = Array.from({ length: vendors_count }, () => newId());
  await database.transactAsSystem(async (connection) => {
    await sql`INSERT INTO stores (id, slug, name, currency, time_zone, is_default)
              VALUES (${storeId}, 'bench', 'Bench', 'GBP', 'Europe/London', true)`.execute(connection);
    await sql`INSERT INTO order_counters (store_id) VALUES (${storeId})`.execute(connection);
  });
  const password_hash = await createHashing(cheap).hash(password);
  await database.transact({ storeId, actorId: null, role: 'house' }, async (connection) => {
    const people = [
      ...customerIds.map((id) => ({ id, role: 'customer' })),
      ...vendorIds.map((id) => ({ id, role: 'vendor' })),
    ];
    await connection
      .insertInto('users')
      .values(
        people.map(({ id, role }) => ({
          store_id: storeId,
          id,
          email: `${id}@bench.test`,
          full_name: role,
          role,
          password_hash,
        })),
      )
      .execute();
    await fillCatalogue(connection, storeId, vendorIds, variantsCount);
  });
  // The owner may; what a running database learns by itself within a minute is given to it now.
  await database.pool.query('ANALYZE');
  return { database, storeId, customerIds, variantsCount };
}
