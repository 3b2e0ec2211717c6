import { limits, type Order, type orders, type QueryOf } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import { type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { literalLike } from '../platform/database/like-pattern.ts';
import type { Caller } from '../platform/http/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { withLinesAndFulfillments } from './load-order.ts';
import { countOrders, listOrders as selectOrders } from './statements.ts';

type Query = QueryOf<typeof orders.list>;
type SortName = NonNullable<Query['sort']>;

const byPlaced = { column: 'o.placed_at', id: 'o.id', field: 'placed_at', type: 'timestamptz' } as const;
const byNumber = { column: 'o.number', id: 'o.id', field: 'number', type: 'bigint' } as const;
const sorts: Readonly<Record<SortName, Sort>> = {
  '-placed_at': { ...byPlaced, direction: 'desc' },
  placed_at: { ...byPlaced, direction: 'asc' },
  '-number': { ...byNumber, direction: 'desc' },
  number: { ...byNumber, direction: 'asc' },
};

function concerns(vendorId: string): RawBuilder<unknown> {
  return sql`EXISTS (SELECT FROM fulfillments f WHERE f.store_id = o.store_id AND f.order_id = o.id AND f.vendor_id = ${vendorId}::uuid)`;
}

function filterOf(query: Query, { role, actorId }: Caller): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  // The policy says so already, but as a condition that PostgreSQL asks row by row. Of 300,000 orders those of a vendor
  // with 30 took 355 ms by the policy alone, 7 ms when they can be joined from its fulfillments.
  if (role === 'vendor' && actorId !== null) conditions.push(concerns(actorId));
  if (query.status) conditions.push(sql`o.status = ANY(${query.status.split(',')}::text[])`);
  if (query.payment_status) conditions.push(sql`o.payment_status = ANY(${query.payment_status.split(',')}::text[])`);
  if (query.placed_from) conditions.push(sql`o.placed_at >= ${query.placed_from}::timestamptz`);
  if (query.placed_to) conditions.push(sql`o.placed_at < ${query.placed_to}::timestamptz`);
  if (query.customer_id) conditions.push(sql`o.customer_id = ${query.customer_id}::uuid`);
  if (query.number) conditions.push(sql`o.number = ${query.number}`);
  if (query.vendor_id) conditions.push(concerns(query.vendor_id));
  if (query.q) {
    const part = `%${literalLike(query.q)}%`;
    conditions.push(
      sql`(o.customer_name ILIKE ${part} OR o.customer_email ILIKE ${part} OR o.customer_reference ILIKE ${part})`,
    );
  }
  return sql.join(conditions, sql` AND `);
}

/** A page of the orders that the caller may see. @throws DomainError `invalid_cursor` */
export async function listOrders(runtime: Runtime, caller: Caller, query: Query): Promise<PageOf<Order>> {
  const request = { sort: query.sort ?? '-placed_at', limit: query.limit ?? limits.page_default, cursor: query.cursor };
  const sort = sorts[request.sort];
  const filter = filterOf(query, caller);
  return runtime.database.transact(caller, async (connection) => {
    const page = await pageOf(
      sort,
      request,
      selectOrders(connection, filter, sort, request),
      query.count ? countOrders(connection, filter) : undefined,
    );
    return { ...page, data: await withLinesAndFulfillments(connection, page.data, caller.role) };
  });
}
