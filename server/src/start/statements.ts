import type { Connection } from '../platform/database/database.ts';

/** The slugs of all stores. */
export async function selectStoreSlugs(connection: Connection): Promise<string[]> {
  const rows = await connection.selectFrom('stores').select('slug').orderBy('created_at').execute();
  return rows.map((row) => row.slug);
}

/** Whether the demo store has the accounts that everybody knows. */
export async function hasDemoAccounts(connection: Connection): Promise<boolean> {
  const found = await connection
    .selectFrom('users')
    .innerJoin('stores', 'stores.id', 'users.store_id')
    .select('users.id')
    .where('stores.slug', '=', 'demo')
    .where('users.email_key', '=', 'admin@demo.test')
    .executeTakeFirst();
  return found !== undefined;
}
