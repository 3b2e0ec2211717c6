import type { Asker } from './permissions.ts';

/** The life of an order, once: the API decides by this table and the web app shows only the buttons that will work. */
export const orderStatuses = ['pending', 'processing', 'shipped', 'delivered', 'cancelled'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const paymentStatuses = ['unpaid', 'paid', 'failed', 'refunded'] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** A state that is reached from another; an order is born pending. */
export type LaterStatus = Exclude<OrderStatus, 'pending'>;

/** From a state to the states that may follow it. */
export const orderTransitions: Readonly<Record<OrderStatus, readonly LaterStatus[]>> = {
  pending: ['processing', 'cancelled'],
  processing: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
};

/** Who may bring an order into a state. A customer cancels its own, and only within the store's window. */
const movers: Readonly<Record<LaterStatus, readonly Asker[]>> = {
  processing: ['vendor', 'admin'],
  shipped: ['vendor', 'admin'],
  delivered: ['vendor', 'admin'],
  cancelled: ['customer', 'admin'],
};

/** @returns the states this role may ask for from `status`; for a customer only while the order is pending. */
export function nextStatuses(status: OrderStatus, role: Asker): LaterStatus[] {
  if (role === 'customer' && status !== 'pending') return [];
  return orderTransitions[status].filter((next) => movers[next].includes(role));
}

/**
 * The state of an order follows from its fulfillments: cancelled when all are, otherwise as far as the
 * slowest of the others once that has shipped, and processing as soon as one vendor has begun.
 */
export function statusOf(fulfillments: readonly OrderStatus[]): OrderStatus {
  const live = fulfillments.filter((status) => status !== 'cancelled');
  if (live.length === 0) return 'cancelled';
  if (live.every((status) => status === 'delivered')) return 'delivered';
  if (live.every((status) => status === 'delivered' || status === 'shipped')) return 'shipped';
  return live.every((status) => status === 'pending') ? 'pending' : 'processing';
}
