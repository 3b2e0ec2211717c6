import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import type { Prune } from './prune.ts';

/** Rows of a store that are old: of which kind, and before when they must have grown old. */
export interface OldRows {
  kind: Prune;
  before: Date;
}

/**
 * The stores that have rows of these kinds which are old, across the house. Of each store and kind one row is looked for,
 * in the order of its index: without the order PostgreSQL may read all rows of a kind for each store, 147 s with 1,000
 * stores and 192,000 keys instead of 2 ms.
 */
export async function listStoresToPrune(
  connection: Connection,
  old: readonly OldRows[],
): Promise<{ store_id: string; name: string }[]> {
  const ofKinds = old.map(
    ({ kind: { name, since }, before }) => sql`
      SELECT s.id AS store_id, ${name}::text AS name FROM stores s, LATERAL (
        SELECT FROM ${sql.table(name)} r
         WHERE r.store_id = s.id AND r.${sql.ref(since)} < ${before.toISOString()}::timestamptz
         ORDER BY r.${sql.ref(since)} LIMIT 1) old`,
  );
  const { rows } = await sql<{ store_id: string; name: string }>`${sql.join(ofKinds, sql` UNION ALL `)}`.execute(
    connection,
  );
  return rows;
}
