import type { Store } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import type { CheckedStore } from './store.ts';

const columns = [
  'id',
  'slug',
  'name',
  'currency',
  'time_zone',
  'locale',
  'cancel_window_seconds',
  'auto_process_after_seconds',
  'low_stock_threshold',
  'open_registration',
  'password_length_min',
  'password_needs_all_kinds',
  'payment_providers',
  'version',
  'created_at',
  'updated_at',
] as const;

/** The store of the connection. */
export async function readStore(connection: Connection, storeId: string): Promise<Store | undefined> {
  const row = await connection.selectFrom('stores').select(columns).where('id', '=', storeId).executeTakeFirst();
  return row as Store | undefined;
}

export async function lockStore(connection: Connection, storeId: string): Promise<Store | undefined> {
  const row = await connection
    .selectFrom('stores')
    .select(columns)
    .where('id', '=', storeId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row as Store | undefined;
}

export async function listStores(connection: Connection): Promise<(Store & { is_default: boolean })[]> {
  const rows = await connection
    .selectFrom('stores')
    .select([...columns, 'is_default'])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows as (Store & { is_default: boolean })[];
}

export async function findStoreId(connection: Connection, slug: string | null): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM stores WHERE CASE WHEN ${slug}::text IS NULL THEN is_default ELSE slug = ${slug} END`.execute(
    connection,
  );
  return rows[0]?.id;
}

/** The first store of a database is its default. Two at the same instant: the index lets one be it, the other tries again. */
export async function insertStore(connection: Connection, id: string, store: CheckedStore, at: string): Promise<void> {
  await sql`
    INSERT INTO stores (id, slug, name, currency, time_zone, locale, payment_providers, is_default, created_at, updated_at)
    SELECT ${id}, ${store.slug}, ${store.name}, ${store.currency}, ${store.time_zone}, ${store.locale},
           ${store.payment_providers ?? ['manual']}::text[], NOT EXISTS (SELECT FROM stores), ${at}, ${at}`.execute(
    connection,
  );
}

export async function insertOrderCounter(connection: Connection, storeId: string): Promise<void> {
  await connection.insertInto('order_counters').values({ store_id: storeId }).execute();
}

export async function updateStore(connection: Connection, store: Store, at: string): Promise<void> {
  await connection
    .updateTable('stores')
    .set((expression) => ({
      name: store.name,
      time_zone: store.time_zone,
      locale: store.locale,
      cancel_window_seconds: store.cancel_window_seconds,
      auto_process_after_seconds: store.auto_process_after_seconds,
      low_stock_threshold: store.low_stock_threshold,
      open_registration: store.open_registration,
      password_length_min: store.password_length_min,
      password_needs_all_kinds: store.password_needs_all_kinds,
      payment_providers: store.payment_providers,
      updated_at: at,
      version: expression('version', '+', 1),
    }))
    .where('id', '=', store.id)
    .execute();
}
