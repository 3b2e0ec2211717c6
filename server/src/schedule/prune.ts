import type { Connection } from '../platform/database/database.ts';
import type { Runtime } from '../platform/runtime.ts';

/** Rows that are kept for a time and then deleted. */
export interface Prune {
  /** Of the rows, as a report names them: `idempotency_keys`, … */
  name: string;
  keep_days: number;
  /** Deletes those of the connection's store that are older; at most so many. @returns how many. */
  prune(connection: Connection, before: Date, limit: number): Promise<number>;
}

const rows_max = 1_000;
const day_ms = 86_400_000;

/**
 * Deletes what is older than it is kept, in batches, each a transaction of its own.
 *
 * @param goesOn asked before each batch, with how many there were; the rest is left to the next run.
 */
export async function pruneRows(
  { database, clock }: Runtime,
  storeId: string,
  { keep_days, prune }: Prune,
  goesOn: (batches: number) => boolean,
): Promise<{ rows: number; complete: boolean }> {
  const before = new Date(clock.now().getTime() - keep_days * day_ms);
  let rows = 0;
  for (let batch = 0; goesOn(batch); batch += 1) {
    const pruned = await database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
      prune(connection, before, rows_max),
    );
    rows += pruned;
    if (pruned < rows_max) return { rows, complete: true };
  }
  return { rows, complete: false };
}
