import {
  type Asker,
  type LaterStatus,
  nextStatuses,
  type OrderStatus,
  orderTransitions,
  type PaymentStatus,
  statusOf,
} from '@orderhouse/contracts';
import type { NewEvent } from '../events/index.ts';
import { DomainError } from '../platform/domain-error.ts';

export interface Part {
  vendor_id: string;
  status: OrderStatus;
}

/** An order as the decision to move it needs it; `parts` are all its fulfillments. */
export interface MovableOrder {
  id: string;
  status: OrderStatus;
  payment_status: PaymentStatus;
  /** Minor units of `currency`. */
  total: number;
  currency: string;
  customer_id: string | null;
  cancellable_until: string;
  parts: readonly Part[];
}

export interface Mover {
  role: 'customer' | 'vendor' | 'admin' | 'house';
  actorId: string | null;
}

/** What is to be written; nothing at all when the order is already there. */
export interface Movement {
  to: OrderStatus;
  orderTo: LaterStatus | null;
  vendorIds: string[];
  /** The lines' units go back to the shelf. */
  putsStockBack: boolean;
  events: NewEvent[];
}

const nothing = (to: OrderStatus): Movement => ({ to, orderTo: null, vendorIds: [], putsStockBack: false, events: [] });

function refuse(from: OrderStatus, to: OrderStatus, allowed: readonly OrderStatus[], why?: string): DomainError {
  return new DomainError('order_transition_not_allowed', { detail: why ?? waysFrom(from, allowed), from, to, allowed });
}

function waysFrom(from: OrderStatus, allowed: readonly OrderStatus[]): string {
  if (allowed.length > 0) return `From ${from} it can go to: ${allowed.join(', ')}.`;
  return orderTransitions[from].length > 0
    ? `It is ${from}, and not yours to move on.`
    : `It is ${from}, and stays so.`;
}

function expectAllowed(from: OrderStatus, to: OrderStatus, role: Asker): LaterStatus {
  const allowed = nextStatuses(from, role);
  const next = allowed.find((status) => status === to);
  if (next === undefined) throw refuse(from, to, allowed);
  return next;
}

const behind: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: [],
  processing: ['pending'],
  shipped: ['pending', 'processing'],
  delivered: ['shipped'],
  cancelled: ['pending', 'processing'],
};

function movement(
  order: MovableOrder,
  moved: readonly Part[],
  to: LaterStatus,
  told: Record<string, unknown>,
): Movement {
  const vendorIds = moved.map((part) => part.vendor_id);
  const after = order.parts.map((part) => (vendorIds.includes(part.vendor_id) ? to : part.status));
  const status = statusOf(after);
  const orderTo = status === order.status || status === 'pending' ? null : status;
  const common = { subject_type: 'order' as const, subject_id: order.id, customer_id: order.customer_id };
  const events: NewEvent[] = moved.map((part) => ({
    ...common,
    type: `fulfillment.${to}`,
    vendor_ids: [part.vendor_id],
    data: { vendor_id: part.vendor_id, from: part.status, to, ...told },
  }));
  if (orderTo) {
    // All vendors read it, so it tells nothing that was told of some parts alone.
    const toldToAll = moved.length === order.parts.length ? told : {};
    const vendor_ids = order.parts.map((part) => part.vendor_id);
    events.push({
      ...common,
      type: `order.${orderTo}`,
      vendor_ids,
      data: { from: order.status, to: orderTo, ...toldToAll },
    });
  }
  if (orderTo === 'cancelled') events.push(...refundDue(order));
  return { to, orderTo, vendorIds, putsStockBack: orderTo === 'cancelled', events };
}

/** The customer has paid for what will not come. Vendors do not read it: it names a sum. */
function refundDue({ id, payment_status, total, currency, customer_id }: MovableOrder): NewEvent[] {
  if (payment_status !== 'paid' || total === 0) return [];
  const data = { amount: total, currency };
  return [{ type: 'payment.refund_due', subject_type: 'order', subject_id: id, customer_id, data }];
}

const isOnItsWay = ({ parts }: MovableOrder) =>
  parts.some((part) => part.status === 'shipped' || part.status === 'delivered');

/** Whether anybody may still cancel the order: nothing of it has left. Pure. */
export function canBeCancelled(order: MovableOrder): boolean {
  return nextStatuses(order.status, 'admin').includes('cancelled') && !isOnItsWay(order);
}

function decideForVendor(order: MovableOrder, mover: Mover, to: OrderStatus, told: Record<string, unknown>): Movement {
  const own = order.parts.find((part) => part.vendor_id === mover.actorId);
  if (!own) throw new DomainError('not_found');
  if (own.status === to) return nothing(to);
  return movement(order, [own], expectAllowed(own.status, to, 'vendor'), told);
}

/**
 * Decides whether an order, or a vendor's part of it, may go to a state, and what follows from it. Pure.
 * A customer moves nothing but to `cancelled`, within the store's window; a vendor its own fulfillment; an admin,
 * and the house, all of them. Asking for the state that is already there moves nothing.
 *
 * @param told goes into the data of the events: a note, a reason, carrier and tracking number.
 * @throws DomainError `order_transition_not_allowed` naming the states that are allowed, `cancel_window_closed`.
 */
export function decideTransition(
  order: MovableOrder,
  mover: Mover,
  to: OrderStatus,
  now: Date,
  told: Record<string, unknown> = {},
): Movement {
  if (mover.role === 'vendor') return decideForVendor(order, mover, to, told);
  const moved = order.parts.filter((part) => behind[to].includes(part.status));
  // One vendor has begun and another has not: an admin who asks for `processing` brings the others along.
  if (order.status === to) {
    return mover.role === 'customer' || to === 'pending' ? nothing(to) : movement(order, moved, to, told);
  }
  const next = expectAllowed(order.status, to, mover.role === 'house' ? 'admin' : mover.role);
  if (mover.role === 'customer' && now.toISOString() >= order.cancellable_until)
    throw new DomainError('cancel_window_closed');
  if (next === 'cancelled' && isOnItsWay(order)) {
    throw refuse(order.status, to, ['shipped'], 'A part of the order is already on its way.');
  }
  return movement(order, moved, next, told);
}
