import type { QueryOf, StockLevel, stock } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import type { Connection } from '../platform/database/database.ts';
import { listRequest, type PageOf, pageFrom, type Sort } from '../platform/database/keyset.ts';
import type { Runtime } from '../platform/runtime.ts';
import {
  countLevels,
  findBySku,
  readStoreThreshold,
  listStock as selectStock,
  skuBeginsWith,
} from './stock-statements.ts';

type Query = QueryOf<typeof stock.list>;

const scarcestFirst: Sort = {
  column: 'v.stock_magnitude',
  id: 'v.id',
  field: 'stock_magnitude',
  type: 'bigint',
  direction: 'asc',
};

const all = sql`true`;
/** Of one vendor, by the index that begins with it. */
export const ownedByVendor = (id: string | null) => sql`v.vendor_id = ${id}::uuid`;

/** Whose variants: policies show a vendor the whole open catalogue too. */
function ownedBy(query: Query, { role, actorId }: Caller): RawBuilder<unknown> {
  const mine = role === 'admin' ? all : ownedByVendor(actorId);
  return query.vendor_id === undefined ? mine : sql`${mine} AND ${ownedByVendor(query.vendor_id)}`;
}

/** So many are found by their SKU first, and put into the order of the list then. */
const by_sku_max = 2_000;

/**
 * Whose SKU begins so. A few are named one by one: how few they are PostgreSQL cannot know, and might go through all that is in
 * stock to find them. Of many the next ones in the order of the list are near.
 */
async function beginningWith(connection: Connection, sku: string | undefined): Promise<RawBuilder<unknown>> {
  if (sku === undefined) return all;
  const { rows } = await findBySku(sku, by_sku_max + 1).execute(connection);
  return rows.length > by_sku_max ? skuBeginsWith(sku) : sql`v.id = ANY(${rows.map(({ id }) => id)}::uuid[])`;
}

/**
 * The walks of an index that find what is asked for, in the order of the list: below the magnitude of the store's threshold
 * everything is low but what has a threshold of its own; above it nothing else is.
 */
export function walksOf(low: boolean | undefined, threshold: number): RawBuilder<unknown>[] {
  if (low === undefined) return [all];
  const isLow = sql`v.stock <= coalesce(v.low_stock_threshold, ${threshold})`;
  // As width_bucket counts them: 0, then 1 for 1, 2 for 2 and 3, 3 for 4 to 7 and so on.
  const magnitude = threshold === 0 ? 0 : Math.floor(Math.log2(threshold)) + 1;
  if (!low) {
    return [
      sql`v.stock_magnitude < ${magnitude} AND v.low_stock_threshold IS NOT NULL AND NOT ${isLow}`,
      sql`v.stock_magnitude >= ${magnitude} AND NOT ${isLow}`,
    ];
  }
  return [
    sql`v.stock_magnitude <= ${magnitude} AND ${isLow}`,
    sql`v.stock_magnitude > ${magnitude} AND v.is_low_by_own`,
  ];
}

/** What is in stock, the scarcest first. @throws DomainError `invalid_cursor` */
export async function listStock(runtime: Runtime, caller: Caller, query: Query): Promise<PageOf<StockLevel>> {
  const request = listRequest(query, 'stock');
  const owned = ownedBy(query, caller);
  return runtime.database.read(caller, async (connection) => {
    const threshold = await readStoreThreshold(connection);
    const asked = sql`${owned} AND ${await beginningWith(connection, query.sku)}`;
    const walks = walksOf(query.low, threshold).map((walk) => sql`${asked} AND ${walk}`);
    const [rows, total] = await Promise.all([
      selectStock(connection, walks, scarcestFirst, request),
      query.count ? countLevels(connection, walks) : undefined,
    ]);
    const page = pageFrom(scarcestFirst, request, rows, total);
    const data = page.data.map(({ stock_magnitude: _, ...row }) => ({
      ...row,
      is_low: row.stock <= (row.low_stock_threshold ?? threshold),
    }));
    return { ...page, data };
  });
}
