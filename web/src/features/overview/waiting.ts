import type { Order } from '@orderhouse/contracts';

export interface WaitingOrder {
  order: Order;
  /** What its vendor has to do next. */
  next: 'prepare' | 'ship';
}

/** @returns what of the orders waits for their vendor, whose own part alone counts; in the order that they came. */
export function waitingOf(orders: readonly Order[]): WaitingOrder[] {
  return orders.flatMap((order): WaitingOrder[] => {
    const status = order.fulfillments[0]?.status ?? order.status;
    if (status === 'pending') return [{ order, next: 'prepare' }];
    return status === 'processing' ? [{ order, next: 'ship' }] : [];
  });
}
