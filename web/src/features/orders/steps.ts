import {
  type Asker,
  type LaterStatus,
  may,
  nextStatuses,
  type Order,
  type OrderStatus,
  type PaymentStatus,
} from '@orderhouse/contracts';

type Parts = Pick<Order, 'status' | 'fulfillments'>;

/** @returns the state as it concerns somebody: a vendor's is that of its own part. */
export function stateFor({ status, fulfillments }: Parts, role: Asker): OrderStatus {
  return (role === 'vendor' ? fulfillments[0]?.status : undefined) ?? status;
}

/** @returns the states that somebody may carry an order on to, or its own part of it; cancelling is another thing. */
export function stepsFor(order: Parts, role: Asker): Exclude<LaterStatus, 'cancelled'>[] {
  if (!may(role, 'orders:fulfil')) return [];
  return nextStatuses(stateFor(order, role), role).filter((status) => status !== 'cancelled');
}

const isOnItsWay = ({ fulfillments }: Pick<Order, 'fulfillments'>) =>
  fulfillments.some(({ status }) => status === 'shipped' || status === 'delivered');

/** @param now_ms by the clock of whoever looks. @returns whether cancelling will work. */
export function mayCancel(order: Parts & Pick<Order, 'cancellable_until'>, role: Asker, now_ms: number): boolean {
  if (!nextStatuses(order.status, role).includes('cancelled') || isOnItsWay(order)) return false;
  return role !== 'customer' || now_ms < Date.parse(order.cancellable_until);
}

/** @returns whether somebody may say how paying went: an admin always, a customer where it is but simulated. */
export function maySettle(
  order: { status: OrderStatus; payment_status: PaymentStatus; payment_provider: string | null },
  role: Asker,
): boolean {
  if (order.payment_status !== 'unpaid' || order.status === 'cancelled') return false;
  return may(role, 'payments:settle') && (role === 'admin' || order.payment_provider === 'simulated');
}

/** Whether paying is no question any more: it was cancelled before anything was paid. */
export function isMoot({ status, payment_status }: Pick<Order, 'status' | 'payment_status'>): boolean {
  return status === 'cancelled' && payment_status === 'unpaid';
}

/** Whether address, phone and notes may still be corrected. */
export function mayCorrect({ status }: Pick<Order, 'status'>, role: Asker): boolean {
  return status === 'pending' && may(role, 'orders:edit');
}

export const stepWords: Readonly<Record<Exclude<LaterStatus, 'cancelled'>, string>> = {
  processing: 'Start preparing',
  shipped: 'Ship',
  delivered: 'Mark as delivered',
};
