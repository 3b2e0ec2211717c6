import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';

/** Of the advisory locks of the schedule, one for each store and kind of work; the numbers say nothing. */
const locks = { orders: 713_046_102, prune: 713_046_103 } as const;
export type Work = keyof typeof locks;

/**
 * Takes the turn to work on a store until the transaction ends, if nobody has it: one process at a time. It falls at once
 * when the process dies.
 */
export async function takeTurnIn(connection: Connection, work: Work, storeId: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    SELECT pg_try_advisory_xact_lock(${locks[work]}::int, hashtext(${storeId})) AS taken`.execute(connection);
  return rows[0]?.taken ?? false;
}

/** The same, waiting for whoever has it. */
export async function awaitTurnIn(connection: Connection, work: Work, storeId: string): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(${locks[work]}::int, hashtext(${storeId}))`.execute(connection);
  return true;
}
