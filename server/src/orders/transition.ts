import { nextStatuses, type OrderStatus, statusOf } from '@orderhouse/contracts';
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
  orderTo: OrderStatus | null;
  vendorIds: string[];
  /** The lines' units go back to the shelf. */
  putsStockBack: boolean;
  events: NewEvent[];
}

const nothing = (to: OrderStatus): Movement => ({ to, orderTo: null, vendorIds: [], putsStockBack: false, events: [] });

function refuse(from: OrderStatus, to: OrderStatus, allowed: readonly OrderStatus[], why?: string): DomainError {
  const ways =
    allowed.length > 0
      ? `From ${from} it can go to: ${allowed.join(', ')}.`
      : `It is ${from}, and not yours to move on.`;
  return new DomainError('order_transition_not_allowed', { detail: why ?? ways, from, to, allowed });
}

function refuseUnlessAllowed(from: OrderStatus, to: OrderStatus, role: string): void {
  const allowed = nextStatuses(from, role);
  if (!allowed.includes(to)) throw refuse(from, to, allowed);
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
  to: OrderStatus,
  told: Record<string, unknown>,
): Movement {
  const vendorIds = moved.map((part) => part.vendor_id);
  const after = order.parts.map((part) => (vendorIds.includes(part.vendor_id) ? to : part.status));
  const status = statusOf(after);
  const orderTo = status === order.status ? null : status;
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
  return { to, orderTo, vendorIds, putsStockBack: orderTo === 'cancelled', events };
}

function decideForVendor(order: MovableOrder, mover: Mover, to: OrderStatus, told: Record<string, unknown>): Movement {
  const own = order.parts.find((part) => part.vendor_id === mover.actorId);
  if (!own) throw new DomainError('not_found');
  if (own.status === to) return nothing(to);
  refuseUnlessAllowed(own.status, to, 'vendor');
  return movement(order, [own], to, told);
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
  if (order.status === to) return mover.role === 'customer' ? nothing(to) : movement(order, moved, to, told);
  refuseUnlessAllowed(order.status, to, mover.role === 'house' ? 'admin' : mover.role);
  if (mover.role === 'customer' && now.toISOString() >= order.cancellable_until)
    throw new DomainError('cancel_window_closed');
  const onTheWay = order.parts.some((part) => part.status === 'shipped' || part.status === 'delivered');
  if (to === 'cancelled' && onTheWay) {
    throw refuse(order.status, to, ['shipped'], 'A part of the order is already on its way.');
  }
  return movement(order, moved, to, told);
}
