import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import type { OrderRow } from './order.ts';

/** Where a look at the due orders has come to: they go by `placed_at`, then `id`. */
export interface DuePosition {
  placed_at: string;
  id: string;
}

export type DueOrder = Pick<
  OrderRow,
  'id' | 'status' | 'payment_status' | 'total' | 'currency' | 'customer_id' | 'cancellable_until' | 'placed_at'
>;

// Payments that were declined, or given back, wait for somebody; history from another system is not ours to carry on.
const isLeftAlone = sql.raw(`o.payment_status IN ('failed', 'refunded') OR o.import_source IS NOT NULL`);

/** The stores that have a pending order which is due, across the house. */
export async function listStoresWithDueOrders(connection: Connection, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT s.id FROM stores s
     -- The oldest of each store, by one look into the index; EXISTS would be free to read all that are pending.
     WHERE (SELECT o.placed_at FROM orders o
             WHERE o.store_id = s.id AND o.status = 'pending' AND NOT (${isLeftAlone})
             ORDER BY o.placed_at LIMIT 1)
           <= ${now.toISOString()}::timestamptz - make_interval(secs => s.auto_process_after_seconds)
     ORDER BY s.id`.execute(connection);
  return rows.map(({ id }) => id);
}

/**
 * The next pending orders of the connection's store that are older than its delay, locked until the transaction ends.
 * Those that somebody holds are left to the next look.
 */
export async function lockDueOrders(
  connection: Connection,
  storeId: string,
  now: Date,
  { placed_at, id }: DuePosition,
  limit: number,
): Promise<DueOrder[]> {
  const { rows } = await sql<DueOrder>`
    SELECT o.id, o.status, o.payment_status, o.total, o.currency, o.customer_id, o.cancellable_until, o.placed_at
      FROM orders o
     WHERE o.store_id = ${storeId} AND o.status = 'pending' AND NOT (${isLeftAlone})
       AND o.placed_at <= (SELECT ${now.toISOString()}::timestamptz - make_interval(secs => s.auto_process_after_seconds)
                             FROM stores s WHERE s.id = ${storeId})
       AND (o.placed_at, o.id) > (${placed_at}::timestamptz, ${id}::uuid)
     ORDER BY o.placed_at, o.id LIMIT ${limit}
       FOR NO KEY UPDATE OF o SKIP LOCKED`.execute(connection);
  return rows;
}
