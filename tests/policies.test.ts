import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestReset } from '../server/src/accounts/request-reset.ts';
import { countSearchWords, indexProducts } from '../server/src/catalogue/search/index-products.ts';
import { takeOn } from '../server/src/platform/database/authority.ts';
import { type Connection, openDatabase } from '../server/src/platform/database/database.ts';
import { noteFile } from '../server/src/platform/files/keep-file.ts';
import { newId } from '../server/src/platform/ids.ts';
import { countSales } from '../server/src/reports/count-sales.ts';
import { awaitHorizon } from './support/await-horizon.ts';
import { addFailedJob } from './support/failed-job.ts';
import { goodFile } from './support/good-file.ts';
import { addPicturedImport, addRefusingImport } from './support/import.ts';
import { openTestHouse } from './support/index.ts';
import { addNotification } from './support/notification.ts';
import type { PersonName } from './support/people.ts';
import { type Asker, keysOf, rowsOf, type Table, tablesOfStores } from './support/policed-tables.ts';
import { shippingAddress } from './support/shipping-address.ts';

/**
 * What the database itself keeps from everybody whose business it is not, whatever a verb may forget: each table, each
 * grant on it, each role. Tables and grants come from the database, so that a new one is covered, or fails for want of
 * a row to protect.
 */
const house = await openTestHouse();
// Where a policy holds what is looked for, everything is: else nobody would be refused anything.
const looking = new URL(house.databaseUrl);
looking.searchParams.set('options', '-c orderhouse.search=!nothing -c orderhouse.misspelling=lantern');
const database = openDatabase({ url: looking.href, connections_max: 5, prepare: true });
afterAll(() => database.close());
const { storeId, otherStoreId, people } = house;
const tables = await tablesOfStores(database);

const ofOpenProduct = sql`EXISTS (
  SELECT FROM products p WHERE p.id = t.product_id AND p.status = 'active' AND p.deleted_at IS NULL)`;

/** What is shown to the store's visitors, by the reason. */
const open: Readonly<Record<string, { because: string; rows: RawBuilder<unknown> }>> = {
  stores: { because: 'it greets its visitors', rows: sql`true` },
  products: { because: 'the catalogue is open', rows: sql`status = 'active' AND deleted_at IS NULL` },
  categories: { because: 'the catalogue is open', rows: sql`deleted_at IS NULL` },
  product_categories: { because: 'the catalogue is open', rows: sql`status = 'active'` },
  product_search: { because: 'the open catalogue is searched', rows: sql`status = 'active'` },
  search_words: { because: 'they are words of the open catalogue', rows: sql`true` },
  search_spellings: { because: 'they are words of the open catalogue', rows: sql`true` },
  variants: { because: 'they are of the open catalogue', rows: ofOpenProduct },
  sales_cursors: { because: 'how far a store is counted is told with each report', rows: sql`true` },
  product_images: { because: 'they are of the open catalogue', rows: ofOpenProduct },
};

const as = (name: PersonName, role: Asker['role']): Asker => ({
  storeId: people[name].storeId,
  actorId: people[name].id,
  role,
});
const nobody = (role: Asker['role']): Asker => ({ storeId, actorId: newId(), role });

/** Who have things of their own, like those of the victims. */
const owners: readonly (readonly [string, Asker])[] = [
  ['another vendor', as('otherVendor', 'vendor')],
  ['another customer', as('otherCustomer', 'customer')],
  ['another store’s house', as('strangeAdmin', 'house')],
  ['another store’s vendor', as('strangeVendor', 'vendor')],
  ['another store’s customer', as('strangeCustomer', 'customer')],
];
/** Who have nothing: whatever they reach is somebody else's. */
const strangers: readonly (readonly [string, Asker])[] = [
  ['a vendor with nothing', nobody('vendor')],
  ['a customer with nothing', nobody('customer')],
  ['a vendor without a name', { storeId, actorId: null, role: 'vendor' }],
  ['a customer without a name', { storeId, actorId: null, role: 'customer' }],
  ['a visitor', { storeId, actorId: null, role: 'anonymous' }],
  ['a visitor of another store', { storeId: otherStoreId, actorId: null, role: 'anonymous' }],
  ['the house of no store', { storeId: newId(), actorId: null, role: 'house' }],
  ['the vendor’s name in another store', { ...as('vendor', 'vendor'), storeId: otherStoreId }],
  ['the customer’s name in another store', { ...as('customer', 'customer'), storeId: otherStoreId }],
];
const victimsHouse: Asker = { storeId, actorId: null, role: 'house' };

/** A row in every table, or more: everything that a vendor, a customer and an admin of one store leave behind. */
async function leaveRows(vendorName: PersonName, customerName: PersonName, adminName: PersonName): Promise<void> {
  const [vendor, customer] = [house.as(vendorName), house.as(customerName)];
  const sku = `OF-${vendorName}`;
  const keyed = (name: string) => ({ idempotencyKey: `${name}-key` });
  const body = { name: 'Lantern', unit_price: 339, stock: 9 };
  const category = await house.as(adminName).categories.create({ body: { name: `Of ${vendorName}` } });
  const category_ids = [category.id];
  const sold = await vendor.products.create({ body: { ...body, sku, category_ids }, ...keyed(vendorName) });
  const draft = await vendor.products.create({
    body: { ...body, sku: `${sku}-DRAFT`, status: 'draft', category_ids },
  });
  for (const product of [sold, draft]) {
    await vendor.products.addImage({ params: { id: product.id }, file: goodFile(['image/jpeg']) });
  }
  const { id } = await customer.orders.place({
    body: { lines: [{ sku, quantity: 1 }], shipping_address: shippingAddress, payment: { provider: 'simulated' } },
    ...keyed(customerName),
  });
  await customer.orders.settlePayment({ params: { id }, body: { outcome: 'approve' } });
  const admin = house.as(adminName);
  await admin.auth.updateMe({ body: { full_name: 'Ada' } });
  const hooks = { url: 'https://hooks.example.com/', event_types: ['order.placed' as const] };
  const endpoint = await admin.webhookEndpoints.create({ body: hooks });
  await admin.webhookEndpoints.test({ params: { id: endpoint.id } });
  await addFailedJob(house, adminName);
  await addRefusingImport(house, vendorName);
  await addPicturedImport(house, vendorName);
  await addNotification(house, id, customerName);
  const { storeId } = people[adminName];
  await requestReset(house.runtime, storeId, people[customerName].email);
  await noteFile(house.runtime, storeId, `imports/${newId()}.bin`);
  await indexProducts(house.runtime, storeId);
  await countSearchWords(house.runtime, storeId);
  await awaitHorizon(house.databaseUrl);
  await countSales(house.runtime, storeId);
  // One that is still to be looked at.
  await vendor.products.create({ body: { ...body, sku: `${sku}-DUE` } });
  await database.transact(as(adminName, 'house'), (connection) =>
    sql`INSERT INTO import_rows (store_id, import_id, line_number, external_reference, sku, name, unit_price, quantity, placed_at)
        VALUES (${people[adminName].storeId}, ${newId()}, 1, 'R-1', ${sku}, 'Lantern', 339, 1, now())`.execute(
      connection,
    ),
  );
}

/** Of each table, the keys of the victims' rows, and of those that are open to visitors. */
const victims = new Map<string, { keys: string[]; open: string[] }>();
const victimsOf = ({ name }: Table) => victims.get(name) ?? { keys: [], open: [] };

beforeAll(async () => {
  await leaveRows('vendor', 'customer', 'admin');
  const neighbours = [people.otherVendor.id, people.otherCustomer.id];
  await database.transact(victimsHouse, async (connection) => {
    for (const table of tables) {
      const theirs = sql`NOT t::text ~ ${neighbours.join('|')}`;
      const keys = await keysOf(connection, table, theirs);
      const shown = await keysOf(connection, table, sql`${theirs} AND ${open[table.name]?.rows ?? sql`false`}`);
      victims.set(table.name, { keys, open: shown });
    }
  });
  await leaveRows('otherVendor', 'otherCustomer', 'admin');
  await leaveRows('strangeVendor', 'strangeCustomer', 'strangeAdmin');
});

const policyViolated = 'violates row-level security policy';
const undo = new Error('nothing of this stays');

/** Runs the work and undoes it. */
async function tried<T>(asker: Asker, work: (connection: Connection) => Promise<T>): Promise<T | undefined> {
  let result: T | undefined;
  const attempt = database.transact(asker, async (connection) => {
    result = await work(connection);
    throw undo;
  });
  await attempt.catch((error) => {
    if (error !== undo) throw error;
  });
  return result;
}

/** @returns the victims' rows after a statement of somebody's, each with the place of its version on disk. */
async function afterwards(asker: Asker, table: Table, statement: RawBuilder<unknown>): Promise<unknown> {
  return tried(asker, async (connection) => {
    await statement.execute(connection);
    await sql.raw(takeOn('house')).execute(connection);
    await sql`SELECT set_config('orderhouse.store_id', ${storeId}, true)`.execute(connection);
    return rowsOf(connection, table, victimsOf(table).keys);
  });
}

/** What stands there when nobody has done anything. */
const untouched = (table: Table) =>
  tried(victimsHouse, (connection) => rowsOf(connection, table, victimsOf(table).keys));

const listed = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)));
const setEach = (columns: readonly string[], value: (column: string) => RawBuilder<unknown>) =>
  sql.join(columns.map((column) => sql`${sql.ref(column)} = ${value(column)}`));

/** Columns that say whose a row is. Within its store the house may give anything to anybody. */
const owning = ['store_id', 'vendor_id', 'customer_id', 'user_id', 'product_id', 'key'];
function owningColumns({ grants }: Table, { role, storeId: of }: Asker): string[] {
  const columns = grants[role].updates.filter((column) => owning.includes(column));
  if (role === 'house') return columns.filter((column) => column === 'store_id');
  return of === storeId ? columns.filter((column) => column !== 'store_id') : columns;
}

test.each(tables)('$name has rows of the victims, and nobody may empty it', (table) => {
  expect(victimsOf(table).keys).not.toEqual([]);
  expect(Object.values(table.grants).some(({ empties }) => empties)).toBe(false);
});

describe.each([...owners, ...strangers])('%s', (_name, asker) => {
  const isOfStore = asker.storeId === storeId;
  const hasThings = owners.some(([, owner]) => owner === asker);

  test.each(tables)('sees nothing of theirs in $name', async (table) => {
    if (!table.grants[asker.role].reads) return;
    const seen = await database.transact(asker, (connection) => keysOf(connection, table, sql`true`));
    const theirs = victimsOf(table);
    expect(seen.filter((key) => theirs.keys.includes(key))).toEqual(isOfStore ? theirs.open : []);
  });

  test.each(tables)('changes nothing of theirs in $name', async (table) => {
    const { updates } = table.grants[asker.role];
    if (updates.length === 0) return;
    const name = sql.table(table.name);
    // What is read is held to the policies of reading besides.
    const reading = sql`UPDATE ${name} SET ${setEach(updates, (column) => sql.ref(column))}`;
    expect(await afterwards(asker, table, reading)).toEqual(await untouched(table));
    if (hasThings) return;
    const blind = sql`UPDATE ${name} SET ${setEach(updates, () => sql`DEFAULT`)}`;
    expect(await afterwards(asker, table, blind)).toEqual(await untouched(table));
  });

  test.each(tables)('adds nothing in their name to $name', async (table) => {
    const { inserts } = table.grants[asker.role];
    if (inserts.length === 0) return;
    const rows = await tried(victimsHouse, (connection) => rowsOf(connection, table, victimsOf(table).keys));
    for (const { row } of rows ?? []) {
      const name = sql.table(table.name);
      // Which is told before whether there is such a row already.
      const copy = sql`
        INSERT INTO ${name} (${listed(inserts)}) OVERRIDING SYSTEM VALUE
        SELECT ${listed(inserts)} FROM jsonb_populate_record(NULL::${name}, ${JSON.stringify(row)}::jsonb)`;
      await expect(
        tried(asker, (connection) => copy.execute(connection)),
        JSON.stringify(row),
      ).rejects.toThrow('violates row-level security policy');
    }
  });

  test.each(tables)('makes nothing of its own theirs in $name', async (table) => {
    if (!hasThings) return;
    const name = sql.table(table.name);
    const rows = await tried(victimsHouse, (connection) => rowsOf(connection, table, victimsOf(table).keys));
    for (const column of owningColumns(table, asker)) {
      for (const { row } of rows ?? []) {
        const copied = sql`SELECT ${sql.ref(column)} FROM jsonb_populate_record(NULL::${name}, ${JSON.stringify(row)}::jsonb)`;
        const gift = sql`UPDATE ${name} SET ${sql.ref(column)} = (${copied})`;
        await expect(
          tried(asker, (connection) => gift.execute(connection)),
          column,
        ).rejects.toThrow(policyViolated);
      }
    }
  });

  test.each(tables)('takes nothing of theirs out of $name', async (table) => {
    if (!table.grants[asker.role].deletes) return;
    const removal = sql`DELETE FROM ${sql.table(table.name)}`;
    expect(await afterwards(asker, table, removal)).toEqual(await untouched(table));
  });
});
