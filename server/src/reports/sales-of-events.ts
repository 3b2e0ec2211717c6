import { type OrderStatus, orderStatuses } from '@orderhouse/contracts';
import type { LoggedEvent } from '../events/index.ts';

/** What sales and states are counted by. */
export const counted = [
  'order.placed',
  'order.imported',
  'order.processing',
  'order.shipped',
  'order.delivered',
  'order.cancelled',
  'fulfillment.processing',
  'fulfillment.shipped',
  'fulfillment.delivered',
  'fulfillment.cancelled',
] as const;

/** An order that is to be counted (1), or taken out again (-1). */
export interface OrderCount {
  order_id: string;
  by: number;
}

/** How many orders more (or, below 0, fewer) are in a state: this one, or none. */
export interface StateCount extends OrderCount {
  status: OrderStatus;
}

/** The same of the parts of an order: of one vendor's, or of all. */
export interface PartCount extends StateCount {
  vendor_id: string | null;
}

/** What a stretch of the log comes to. */
export interface LogCounts {
  orders: OrderCount[];
  statuses: StateCount[];
  parts: PartCount[];
}

type Counted = Pick<LoggedEvent, 'type' | 'subject_id' | 'data'>;

function statusIn(word: unknown, { type, subject_id }: Counted): OrderStatus {
  const status = orderStatuses.find((known) => known === word);
  if (status === undefined) throw new Error(`${type} of ${subject_id} tells of a state ${word}, which is none`);
  return status;
}

/** By how much an event changes the number of sales. An order that is imported as a cancelled one never was a sale. */
function saleOf({ type, data }: Counted): number {
  if (type === 'order.cancelled') return -1;
  if (type === 'order.imported') return data.to === 'cancelled' ? 0 : 1;
  return type === 'order.placed' ? 1 : 0;
}

/** The states that an event leads out of and into. An order is born in one, with all its parts. */
function statesOf(event: Counted): { from: OrderStatus | null; to: OrderStatus } {
  if (event.type === 'order.placed') return { from: null, to: 'pending' };
  const to = statusIn(event.data.to, event);
  return { from: event.type === 'order.imported' ? null : statusIn(event.data.from, event), to };
}

/** Adds up what is counted by the same key, and leaves out what comes to nothing. */
function added<T extends OrderCount>(counts: readonly T[], keyOf: (count: T) => string): T[] {
  const sums = new Map<string, T>();
  for (const count of counts) {
    const key = keyOf(count);
    sums.set(key, { ...count, by: (sums.get(key)?.by ?? 0) + count.by });
  }
  return [...sums.values()].filter(({ by }) => by !== 0);
}

/**
 * What a stretch of the log comes to: an order that was placed and cancelled in it is no sale. Everything is a sum, so that
 * it does not matter in which order events of one order are read. Pure.
 */
export function countsOf(events: readonly Counted[]): LogCounts {
  const orders: OrderCount[] = [];
  const statuses: StateCount[] = [];
  const parts: PartCount[] = [];
  for (const event of events) {
    const order_id = event.subject_id;
    const { from, to } = statesOf(event);
    const moves: StateCount[] = [{ order_id, status: to, by: 1 }];
    if (from !== null) moves.push({ order_id, status: from, by: -1 });
    const isOfPart = event.type.startsWith('fulfillment.');
    if (!isOfPart) statuses.push(...moves);
    const vendor_id = isOfPart ? String(event.data.vendor_id) : null;
    if (isOfPart || from === null) parts.push(...moves.map((move) => ({ ...move, vendor_id })));
    orders.push({ order_id, by: saleOf(event) });
  }
  return {
    orders: added(orders, ({ order_id }) => order_id),
    statuses: added(statuses, ({ order_id, status }) => `${order_id} ${status}`),
    parts: added(parts, ({ order_id, vendor_id, status }) => `${order_id} ${vendor_id} ${status}`),
  };
}
