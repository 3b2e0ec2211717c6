import { type RawBuilder, sql } from 'kysely';
import type { Authority } from '../platform/database/authority.ts';
import type { Connection } from '../platform/database/database.ts';
import type { Log } from '../platform/log.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type DueOrder, type DuePosition, listStoresWithDueOrders, lockDueOrders } from './due-orders.ts';
import { readFulfillments } from './statements.ts';
import { decideTransition } from './transition.ts';
import { writeMovement } from './write-movement.ts';

const mover = { role: 'house', actorId: null } as const;

/** Before the first order. */
export const beforeDueOrders: DuePosition = { placed_at: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

export interface ProcessedBatch {
  processed: number;
  /** Could not be moved, each for a reason of its own; the log says which. */
  failed: number;
  /** Where the next batch begins; null when there was no further order. */
  next: DuePosition | null;
}

/** @returns the stores in which `processDueOrders` has something to do. */
export async function findStoresWithDueOrders({ database, clock }: Runtime): Promise<string[]> {
  return database.transactAsSystem((connection) => listStoresWithDueOrders(connection, clock.now()));
}

/** What goes wrong inside is undone alone. @returns whether it went well. */
async function alone(connection: Connection, work: () => Promise<void>, tell: (error: unknown) => void) {
  const run = (statement: RawBuilder<unknown>) => statement.execute(connection);
  await run(sql`SAVEPOINT one_order`);
  try {
    await work();
    await run(sql`RELEASE SAVEPOINT one_order`);
    return true;
  } catch (error) {
    // Where the connection itself is gone this throws too, and the batch ends.
    await run(sql`ROLLBACK TO SAVEPOINT one_order`);
    tell(error);
    return false;
  }
}

/**
 * Carries the next pending orders of a store, older than its delay, on to processing, in one transaction that acts as
 * the house. One that cannot go on stays where it is, alone.
 *
 * @param mayWork asked once inside the transaction; false ends it with nothing done.
 * @param limit orders at most.
 */
export async function processDueOrders(
  { database, clock }: Runtime,
  storeId: string,
  {
    after,
    limit,
    mayWork,
  }: { after: DuePosition; limit: number; mayWork: (connection: Connection) => Promise<boolean> },
  log: Pick<Log, 'error'>,
): Promise<ProcessedBatch> {
  const house: Authority = { storeId, actorId: null, role: 'house' };
  return database.transact(house, async (connection) => {
    if (!(await mayWork(connection))) return { processed: 0, failed: 0, next: null };
    const now = clock.now();
    const due = await lockDueOrders(connection, storeId, now, after, limit);
    const ids = due.map(({ id }) => id);
    const partsOf = Map.groupBy(await readFulfillments(connection, ids), ({ order_id }) => order_id);
    const move = async (order: DueOrder) => {
      const movable = { ...order, parts: partsOf.get(order.id) ?? [] };
      const movement = decideTransition(movable, mover, 'processing', now);
      await writeMovement(connection, house, order.id, movement, now);
    };
    let processed = 0;
    for (const order of due) {
      const tell = (error: unknown) =>
        log.error(
          { err: error, store_id: storeId, order_id: order.id },
          'an order could not go to processing by itself',
        );
      if (await alone(connection, () => move(order), tell)) processed += 1;
    }
    const last = due.at(-1);
    const next = last && due.length === limit ? { placed_at: last.placed_at, id: last.id } : null;
    return { processed, failed: due.length - processed, next };
  });
}
