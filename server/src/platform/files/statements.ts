import { sql } from 'kysely';
import type { Connection } from '../database/database.ts';

/** Notes files that no row knows, not yet or no more. One that is noted already counts from now. */
export async function insertUnclaimed(
  connection: Connection,
  storeId: string,
  keys: readonly string[],
  at: string,
): Promise<void> {
  await sql`
    INSERT INTO unclaimed_files (store_id, key, noted_at)
    SELECT ${storeId}::uuid, k.key, ${at}::timestamptz FROM unnest(${keys}::text[]) AS k (key)
        ON CONFLICT (store_id, key) DO UPDATE SET noted_at = EXCLUDED.noted_at`.execute(connection);
}

/** @returns how many of them were noted. */
export async function deleteUnclaimed(connection: Connection, keys: readonly string[]): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM unclaimed_files WHERE key = ANY(${keys}::text[])`.execute(connection);
  return Number(numAffectedRows ?? 0);
}

/** The oldest, locked: who is about to claim one waits, and then finds that it is gone. */
export async function lockUnclaimed(connection: Connection, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    SELECT key FROM unclaimed_files WHERE noted_at < ${before.toISOString()}::timestamptz
     ORDER BY noted_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(connection);
  return rows.map(({ key }) => key);
}

/** Leaves them for later, as if they had just been noted. */
export async function postponeUnclaimed(connection: Connection, keys: readonly string[], at: string): Promise<void> {
  await sql`
    UPDATE unclaimed_files SET noted_at = ${at}::timestamptz WHERE key = ANY(${keys}::text[])`.execute(connection);
}
