import type { Connection } from '../platform/database/database.ts';
import type { DB } from '../platform/database/schema.generated.ts';
import type { Runtime } from '../platform/runtime.ts';

/** Rows that are kept for a time and then deleted. */
export interface Prune {
  /** Their table; also what a report calls them. */
  name: keyof DB;
  /** The column that says from when on a row grows old; `store_id` and it begin an index. */
  since: string;
  keep_days: number;
  /** Deletes those of the connection's store that are older; at most so many. @returns how many. */
  prune(connection: Connection, before: Date, limit: number): Promise<number>;
}

export interface PruneLimits {
  /** Asked in each batch's transaction; false leaves the rest to whoever is at it. */
  mayWork(connection: Connection): Promise<boolean>;
  /** Asked before each batch, with how many there were; the rest is left to the next run. */
  goesOn(batches: number): boolean;
}

const rows_max = 1_000;
const day_ms = 86_400_000;

/** @returns before when a row must have grown old to be deleted. */
export function pruneBefore({ clock }: Pick<Runtime, 'clock'>, { keep_days }: Prune): Date {
  return new Date(clock.now().getTime() - keep_days * day_ms);
}

/** Deletes what is older than it is kept, in batches, each a transaction of its own. */
export async function pruneRows(
  runtime: Runtime,
  storeId: string,
  kind: Prune,
  { mayWork, goesOn }: PruneLimits,
): Promise<{ rows: number; complete: boolean }> {
  const before = pruneBefore(runtime, kind);
  let rows = 0;
  for (let batch = 0; goesOn(batch); batch += 1) {
    const pruned = await runtime.database.transact({ storeId, actorId: null, role: 'house' }, async (connection) =>
      (await mayWork(connection)) ? kind.prune(connection, before, rows_max) : 0,
    );
    rows += pruned;
    if (pruned < rows_max) return { rows, complete: true };
  }
  return { rows, complete: false };
}
