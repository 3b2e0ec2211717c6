import type { Connection } from '../platform/database/database.ts';

/** The slugs of all stores. */
export async function selectStoreSlugs(connection: Connection): Promise<string[]> {
  const rows = await connection.selectFrom('stores').select('slug').orderBy('created_at').execute();
  return rows.map((row) => row.slug);
}
