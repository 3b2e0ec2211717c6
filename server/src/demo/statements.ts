import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';

const seed_lock = 7_305_419;

/** One process seeds; another that starts at the same time waits, and then finds it done. */
export async function lockSeeding(connection: Connection): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${seed_lock})`.execute(connection);
}

export interface DemoStore {
  id: string;
  is_seeded: boolean;
  is_ours: boolean;
}

/** The store named demo, whether it was filled, and whether it is ours to fill: nobody else has put anything in. */
export async function readDemoStore(connection: Connection): Promise<DemoStore | undefined> {
  const { rows } = await sql<DemoStore>`
    SELECT s.id,
           EXISTS (SELECT FROM events e WHERE e.store_id = s.id AND e.subject_id = s.id AND e.type = 'demo.seeded') AS is_seeded,
           EXISTS (SELECT FROM events e WHERE e.store_id = s.id AND e.subject_id = s.id AND e.type = 'demo.begun')
             OR NOT EXISTS (SELECT FROM users u WHERE u.store_id = s.id) AS is_ours
      FROM stores s WHERE s.slug = 'demo'`.execute(connection);
  return rows[0];
}

/** @returns whether the store named demo has that account. */
export async function hasDemoAccount(connection: Connection, email: string): Promise<boolean> {
  const found = await connection
    .selectFrom('users')
    .innerJoin('stores', 'stores.id', 'users.store_id')
    .select('users.id')
    .where('stores.slug', '=', 'demo')
    .where('users.email_key', '=', email)
    .executeTakeFirst();
  return found !== undefined;
}
