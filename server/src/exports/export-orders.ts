import type { exports, Order, QueryOf } from '@orderhouse/contracts';
import { listOrders } from '../orders/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { openEmailBook } from './email-book.ts';
import { type ExportSource, pagesOf } from './export-source.ts';
import { orderColumns, rowsOfOrder } from './order-rows.ts';

type Filters = Omit<QueryOf<typeof exports.orders>, 'format' | 'bom'>;

/** A page holds no more lines than one of the list, whatever its orders are. */
const page_orders = 500;

/** The orders that the caller sees, as it sees them. */
export function exportOrders(runtime: Runtime, caller: Caller, filters: Filters): ExportSource<Order> {
  const book = openEmailBook(runtime, caller);

  async function* pages(): AsyncGenerator<readonly Order[], void, undefined> {
    const list = (cursor: string | undefined) =>
      listOrders(runtime, caller, { ...filters, limit: page_orders, ...(cursor !== undefined && { cursor }) });
    for await (const orders of pagesOf(list)) {
      await book.learn(orders.flatMap(({ fulfillments }) => fulfillments.map(({ vendor_id }) => vendor_id)));
      yield orders;
    }
  }

  return {
    name: 'orders',
    columns: orderColumns,
    pages: pages(),
    rowsOf: (order) => rowsOfOrder(order, book.emails),
  };
}
