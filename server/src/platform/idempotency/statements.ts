import { sql } from 'kysely';
import type { Connection } from '../database/database.ts';
import type { Claim } from './claim.ts';

/** @returns whether the key is ours now; waits while another transaction holds it. */
export async function claimKey(connection: Connection, storeId: string, claim: Claim): Promise<boolean> {
  const result = await connection
    .insertInto('idempotency_keys')
    .values({ store_id: storeId, key: claim.key, fingerprint: claim.fingerprint })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function readKey(connection: Connection, key: string) {
  return connection
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'answer'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
}

export async function keepAnswer(connection: Connection, key: string, answer: string): Promise<void> {
  await connection.updateTable('idempotency_keys').set({ answer }).where('key', '=', key).execute();
}

/** Forgets keys of the connection's store that are older; at most so many. @returns how many. */
export async function pruneIdempotencyKeys(connection: Connection, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM idempotency_keys WHERE (store_id, key) IN (
      SELECT store_id, key FROM idempotency_keys
       WHERE store_id = (SELECT current_store_id()) AND created_at < ${before.toISOString()}
       ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`.execute(connection);
  return Number(numAffectedRows ?? 0);
}
