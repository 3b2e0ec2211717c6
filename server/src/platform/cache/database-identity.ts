import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/**
 * @returns a name of this very database: of its cluster, and in it. Several houses may share a Redis, and one may have been
 * restored from another, with the same stores in it. The start tells a copy of its folder from what it was copied of.
 */
export async function databaseIdentity(database: Pick<Database, 'transactAsSystem'>): Promise<string> {
  const { rows } = await database.transactAsSystem((connection) =>
    sql<{ identity: string }>`
      SELECT system_identifier || '.' || d.oid || '.' || extract(epoch FROM pg_postmaster_start_time()) AS identity
        FROM pg_control_system(), pg_database d WHERE d.datname = current_database()`.execute(connection),
  );
  return rows[0]?.identity ?? '';
}
