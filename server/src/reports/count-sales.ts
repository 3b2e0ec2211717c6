import { listProductsThatSold, noteUnitsSold } from '../catalogue/index.ts';
import { beginningOfLog, comparePositions, type LogPosition, readLogPage } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { eachStore } from '../platform/each-store.ts';
import type { Runtime } from '../platform/runtime.ts';
import { counted, countsOf, type LogCounts } from './sales-of-events.ts';
import {
  countOrders,
  countParts,
  countStatuses,
  deleteSalesCursor,
  forgetSales,
  listProductsSoldBetween,
  listStoresToCount,
  lockSalesCursor,
  readSalesClock,
  readUnitsSince,
  type SalesCursor,
  writeSalesCursor,
} from './statements.ts';

/** Units sold of a product are those of so many days, today included. */
export const recent_days = 30;
const events_max = 1_000;
const products_max = 5_000;

/** While a store is counted from the beginning: no day is recent, and units sold of its products stay as they were. */
const no_day = 'infinity';

async function refreshUnits(connection: Connection, productIds: readonly string[], from: string): Promise<void> {
  for (let start = 0; start < productIds.length; start += products_max) {
    const ids = productIds.slice(start, start + products_max);
    await noteUnitsSold(connection, await readUnitsSince(connection, ids, from));
  }
}

/**
 * The cursor, with the days that are recent now. Sales of a store that is not counted yet, or whose days begin at another
 * hour now, are counted from the beginning of the log.
 */
async function prepare(connection: Connection, storeId: string, now: string): Promise<SalesCursor> {
  const clock = await readSalesClock(connection, now, recent_days);
  const cursor = await lockSalesCursor(connection);
  if (cursor?.time_zone !== clock.time_zone) {
    const beginning = { ...beginningOfLog, ...clock, sold_from: no_day };
    // First: where there is none yet it is the lock. What another one counts meanwhile would be counted twice.
    await writeSalesCursor(connection, storeId, beginning);
    await forgetSales(connection);
    return beginning;
  }
  if (cursor.sold_from === clock.sold_from || cursor.sold_from === no_day) return cursor;
  const changed = await listProductsSoldBetween(connection, cursor.sold_from, clock.sold_from);
  await refreshUnits(connection, changed, clock.sold_from);
  await writeSalesCursor(connection, storeId, { ...cursor, ...clock });
  return { ...cursor, ...clock };
}

/** Counts what was read of the log, unless somebody else has meanwhile. */
async function apply(
  connection: Connection,
  storeId: string,
  read: SalesCursor,
  { orders, statuses, parts }: LogCounts,
  to: LogPosition,
): Promise<void> {
  const cursor = await lockSalesCursor(connection);
  if (!cursor || comparePositions(cursor, read) !== 0 || cursor.time_zone !== read.time_zone) return;
  await Promise.all([
    statuses.length > 0 && countStatuses(connection, storeId, statuses),
    parts.length > 0 && countParts(connection, storeId, parts),
  ]);
  if (orders.length > 0) {
    const touched = await countOrders(connection, storeId, orders, cursor.time_zone);
    const recent = touched.filter(({ day }) => day >= cursor.sold_from).map(({ product_id }) => product_id);
    await refreshUnits(connection, recent, cursor.sold_from);
  }
  await writeSalesCursor(connection, storeId, { ...cursor, ...to });
}

/** Everything was counted from the beginning: from now on units sold are those of the days that are recent. */
async function finish(connection: Connection, storeId: string, read: SalesCursor, now: string): Promise<void> {
  const cursor = await lockSalesCursor(connection);
  const clock = await readSalesClock(connection, now, recent_days);
  const isTheSame = cursor && comparePositions(cursor, read) === 0 && cursor.time_zone === clock.time_zone;
  if (!isTheSame || cursor.sold_from !== no_day) return;
  const before = await listProductsThatSold(connection);
  const lately = await listProductsSoldBetween(connection, clock.sold_from, no_day);
  await refreshUnits(connection, [...new Set([...before, ...lately])].sort(), clock.sold_from);
  await writeSalesCursor(connection, storeId, { ...cursor, ...clock });
}

/**
 * Counts what was sold in a store since it was counted last, and which orders went on to which state: from the log, in commit
 * order. Sums and cursor are one commit, so that each order counts once, whoever crashes and however many do so at once.
 */
export async function countSales({ database, clock }: Runtime, storeId: string): Promise<void> {
  const house = { storeId, actorId: null, role: 'house' } as const;
  for (;;) {
    const now = clock.now().toISOString();
    const cursor = await database.transact(house, (connection) => prepare(connection, storeId, now));
    const { events, next } = await readLogPage(database, house, cursor, { types: counted }, events_max);
    const to = next ?? events.at(-1);
    if (to === undefined) {
      if (cursor.sold_from !== no_day) return;
      return database.transact(house, (connection) => finish(connection, storeId, cursor, now));
    }
    const { transaction_id, event_id } = to;
    await database.transact(house, (connection) =>
      apply(connection, storeId, cursor, countsOf(events), { transaction_id, event_id }),
    );
  }
}

/** Forgets what was counted in a store, and counts everything anew: what to do where the doctor finds sums that are wrong. */
export async function recountSales(runtime: Runtime, storeId: string): Promise<void> {
  const house = { storeId, actorId: null, role: 'house' } as const;
  await runtime.database.transact(house, async (connection) => {
    await lockSalesCursor(connection);
    await deleteSalesCursor(connection);
  });
  await countSales(runtime, storeId);
}

/** The same wherever a day has passed, or nobody has counted yet. */
export async function countAllStores(runtime: Runtime, isStopping: () => boolean): Promise<void> {
  const now = runtime.clock.now().toISOString();
  const stores = await runtime.database.transactAsSystem((connection) =>
    listStoresToCount(connection, now, recent_days),
  );
  await eachStore(stores, isStopping, (storeId) => countSales(runtime, storeId));
}
