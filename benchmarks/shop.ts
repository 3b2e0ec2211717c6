import { Kysely, PostgresDialect, sql } from 'kysely';
import { createHashing } from '../server/src/accounts/index.ts';
import { countSearchWords } from '../server/src/catalogue/search/index-products.ts';
import { moveCursor } from '../server/src/events/cursor-statements.ts';
import { dispatcherReader } from '../server/src/events/dispatch-batch.ts';
import { readEndOfLog } from '../server/src/events/index.ts';
import { type Database, openDatabase } from '../server/src/platform/database/database.ts';
import { migrate } from '../server/src/platform/database/migrate.ts';
import type { DB } from '../server/src/platform/database/schema.generated.ts';
import { newId } from '../server/src/platform/ids.ts';
import { generateStore } from './generate-store.ts';

export const password = 'Orderhouse-bench-1';
/** Signing in is not what is measured. */
const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 };

/** A store to measure in: an admin, vendors, 64 customers, and more of each variant than any run can sell. */
export interface Store {
  storeId: string;
  customerIds: string[];
  vendorIds: string[];
}

export interface Shop extends Store, ShopSize {
  url: string;
  database: Database;
  /** More stores of the same size in the same database. */
  sisters: Store[];
}

export interface ShopSize {
  variants_count: number;
  orders_count: number;
  sisters_count?: number;
  /** Three unless it is said. */
  vendors_count?: number;
  is_varied?: boolean;
  is_searchable?: boolean;
  has_best_sellers?: boolean;
}

const customers_count = 64;

async function openStore(database: Database, size: ShopSize, slug: string, isDefault: boolean): Promise<Store> {
  const storeId = newId();
  const customerIds = Array.from({ length: customers_count }, () => newId());
  const vendorIds = Array.from({ length: size.vendors_count ?? 3 }, () => newId());
  await database.transactAsSystem(async (connection) => {
    await sql`INSERT INTO stores (id, slug, name, currency, time_zone, is_default)
              VALUES (${storeId}, ${slug}, 'Bench', 'GBP', 'Europe/London', ${isDefault})`.execute(connection);
    await sql`INSERT INTO order_counters (store_id) VALUES (${storeId})`.execute(connection);
  });
  const password_hash = await createHashing(cheap).hash(password);
  const people = [
    ...customerIds.map((id) => ({ id, role: 'customer' })),
    ...vendorIds.map((id) => ({ id, role: 'vendor' })),
    { id: newId(), role: 'admin', email: 'admin@bench.test' },
  ].map(({ id, role, ...named }) => ({
    store_id: storeId,
    id,
    email: 'email' in named ? named.email : `${id}@bench.test`,
    full_name: role,
    role,
    password_hash,
  }));
  await database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
    connection.insertInto('users').values(people).execute(),
  );
  const owner = new Kysely<DB>({ dialect: new PostgresDialect({ pool: database.pools.general }) });
  await owner
    .transaction()
    .execute((connection) => generateStore(connection, { storeId, vendorIds, customerIds, ...size }));
  if (size.is_searchable) await countSearchWords({ database }, storeId);
  return { storeId, customerIds, vendorIds };
}

/** Migrates an empty database and opens a store of that size in it, with its sisters. */
export async function openShop(url: string, size: ShopSize): Promise<Shop> {
  await migrate(url);
  const database = openDatabase({ url, connections_max: 1, urgent_connections_max: 64, prepare: true });
  const store = await openStore(database, size, 'bench', true);
  const sisters: Store[] = [];
  for (let sister = 1; sister <= (size.sisters_count ?? 0); sister += 1)
    sisters.push(await openStore(database, size, `sister-${sister}`, false));
  // What the generated past gave to do has long been done.
  await database.transactAsSystem(async (connection) =>
    moveCursor(connection, dispatcherReader, await readEndOfLog(connection)),
  );
  // What a running database does by itself within minutes.
  await database.pools.general.query('VACUUM (ANALYZE)');
  return { ...size, ...store, url, database, sisters };
}
