import { nextStatuses, type OrderStatus, orderStatuses, paymentStatuses, statusOf } from '@orderhouse/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../platform/domain-error.ts';
import { canBeCancelled, decideTransition, type MovableOrder, type Mover } from './transition.ts';

const now = new Date('2026-01-05T10:00:00.000Z');
const admin: Mover = { role: 'admin', actorId: 'boss' };
const customer: Mover = { role: 'customer', actorId: 'c1' };
const vendor = (id: string): Mover => ({ role: 'vendor', actorId: id });

function order(...parts: OrderStatus[]): MovableOrder {
  return {
    id: 'o1',
    status: statusOf(parts),
    payment_status: 'unpaid',
    total: 1_053,
    currency: 'GBP',
    customer_id: 'c1',
    cancellable_until: '2026-01-05T10:00:00.001Z',
    parts: parts.map((status, index) => ({ vendor_id: `v${index + 1}`, status })),
  };
}

function refusalOf(work: () => unknown): DomainError {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('an admin', () => {
  test.each(orderStatuses.flatMap((from) => orderStatuses.map((to) => [from, to] as const)))(
    'from %s to %s',
    (from, to) => {
      const act = () => decideTransition(order(from, from), admin, to, now);
      if (from === to) expect(act()).toMatchObject({ orderTo: null, vendorIds: [], events: [] });
      else if (nextStatuses(from, 'admin').some((next) => next === to))
        expect(act()).toMatchObject({ orderTo: to, vendorIds: ['v1', 'v2'] });
      else
        expect(refusalOf(act)).toMatchObject({
          code: 'order_transition_not_allowed',
          data: { allowed: nextStatuses(from, 'admin') },
        });
    },
  );

  test('ships what a vendor has not, and leaves what is shipped', () => {
    const movement = decideTransition(order('shipped', 'pending'), admin, 'shipped', now);
    expect(movement).toMatchObject({ orderTo: 'shipped', vendorIds: ['v2'] });
  });

  test('brings along the vendors that have not begun', () => {
    const movement = decideTransition(order('processing', 'pending', 'shipped'), admin, 'processing', now);
    expect(movement).toMatchObject({ orderTo: null, vendorIds: ['v2'] });
    expect(movement.events.map((event) => event.type)).toEqual(['fulfillment.processing']);
  });

  test('cannot cancel what is partly on its way', () => {
    expect(refusalOf(() => decideTransition(order('shipped', 'pending'), admin, 'cancelled', now)).code).toBe(
      'order_transition_not_allowed',
    );
  });
});

describe('a vendor', () => {
  test('moves its own part; the order follows once the last has shipped', () => {
    const first = decideTransition(order('processing', 'processing'), vendor('v1'), 'shipped', now, {
      carrier: 'Post',
    });
    expect(first).toMatchObject({ orderTo: null, vendorIds: ['v1'] });
    expect(first.events).toMatchObject([
      { type: 'fulfillment.shipped', vendor_ids: ['v1'], data: { from: 'processing', to: 'shipped', carrier: 'Post' } },
    ]);
    const last = decideTransition(order('shipped', 'processing'), vendor('v2'), 'shipped', now);
    expect(last.orderTo).toBe('shipped');
    expect(last.events.map((event) => event.type)).toEqual(['fulfillment.shipped', 'order.shipped']);
  });

  test('without a part in it does not see the order, and cancels nothing', () => {
    expect(refusalOf(() => decideTransition(order('pending'), vendor('v9'), 'processing', now)).code).toBe('not_found');
    expect(refusalOf(() => decideTransition(order('pending'), vendor('v1'), 'cancelled', now)).data.allowed).toEqual([
      'processing',
    ]);
  });
});

describe('a customer', () => {
  test('cancels up to the end of the window and not at it', () => {
    const late = new Date('2026-01-05T10:00:00.001Z');
    expect(decideTransition(order('pending'), customer, 'cancelled', now)).toMatchObject({
      orderTo: 'cancelled',
      putsStockBack: true,
    });
    expect(refusalOf(() => decideTransition(order('pending'), customer, 'cancelled', late)).code).toBe(
      'cancel_window_closed',
    );
  });

  test('moves nothing else', () => {
    expect(refusalOf(() => decideTransition(order('pending'), customer, 'processing', now)).code).toBe(
      'order_transition_not_allowed',
    );
    expect(refusalOf(() => decideTransition(order('processing'), customer, 'cancelled', now)).data.allowed).toEqual([]);
  });
});

describe('what is told of a refusal', () => {
  const toldTo = (who: Mover, from: OrderStatus, to: OrderStatus) =>
    refusalOf(() => decideTransition(order(from), who, to, now)).data.detail;

  test.each(['delivered', 'cancelled'] as const)('%s is the end for everybody', (end) => {
    for (const who of [admin, vendor('v1'), customer]) {
      expect(toldTo(who, end, 'processing')).toBe(`It is ${end}, and stays so.`);
    }
  });

  test('elsewhere somebody else may move it on', () => {
    expect(toldTo(customer, 'processing', 'cancelled')).toBe('It is processing, and not yours to move on.');
    expect(toldTo(admin, 'processing', 'delivered')).toBe('From processing it can go to: shipped, cancelled.');
  });
});

describe('what a customer has paid for and will not get', () => {
  const paid = (...parts: OrderStatus[]): MovableOrder => ({ ...order(...parts), payment_status: 'paid' });
  const refund = {
    type: 'payment.refund_due',
    subject_type: 'order',
    subject_id: 'o1',
    customer_id: 'c1',
    data: { amount: 1_053, currency: 'GBP' },
  };

  test.each([admin, customer])('is owed once the order is cancelled, and no vendor reads it', (who) => {
    const { events } = decideTransition(paid('pending', 'pending'), who, 'cancelled', now);
    expect(events.filter(({ type }) => type.startsWith('payment.'))).toEqual([refund]);
  });

  test('is owed by nobody who was paid nothing, or moves the order elsewhere', () => {
    const types = (from: MovableOrder, to: OrderStatus) =>
      decideTransition(from, admin, to, now).events.map(({ type }) => type);
    expect(types({ ...paid('pending'), total: 0 }, 'cancelled')).not.toContain('payment.refund_due');
    for (const payment_status of ['unpaid', 'failed', 'refunded'] as const) {
      expect(types({ ...order('pending'), payment_status }, 'cancelled')).not.toContain('payment.refund_due');
    }
    expect(types(paid('pending'), 'processing')).not.toContain('payment.refund_due');
  });
});

test('an order can be cancelled exactly while an admin could', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...orderStatuses), { minLength: 1, maxLength: 4 }), (parts) => {
      const before = order(...parts);
      let moved = false;
      try {
        moved = decideTransition(before, admin, 'cancelled', now).orderTo === 'cancelled';
      } catch (error) {
        expect(error).toBeInstanceOf(DomainError);
      }
      expect(canBeCancelled(before)).toBe(moved);
    }),
  );
});

test('whoever moves whatever: the order’s status is that of its parts, and every change has one event', () => {
  const anyStatus = fc.constantFrom(...orderStatuses);
  const anyPayment = fc.constantFrom(...paymentStatuses);
  const mover = fc.constantFrom(admin, customer, vendor('v1'), vendor('v2'));
  fc.assert(
    fc.property(
      fc.array(anyStatus, { minLength: 1, maxLength: 4 }),
      anyPayment,
      mover,
      anyStatus,
      (parts, payment_status, who, to) => {
        const before = { ...order(...parts), payment_status };
        let movement: ReturnType<typeof decideTransition>;
        try {
          movement = decideTransition(before, who, to, now);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
          return;
        }
        const after = before.parts.map((part) => (movement.vendorIds.includes(part.vendor_id) ? to : part.status));
        expect(movement.orderTo ?? before.status).toBe(statusOf(after));
        expect(movement.putsStockBack).toBe(movement.orderTo === 'cancelled');
        const types = movement.events.map((event) => event.type);
        expect(types).toEqual([
          ...movement.vendorIds.map(() => `fulfillment.${to}`),
          ...(movement.orderTo ? [`order.${movement.orderTo}`] : []),
          ...(movement.orderTo === 'cancelled' && payment_status === 'paid' ? ['payment.refund_due'] : []),
        ]);
      },
    ),
  );
});

test('what one vendor is told of its parcel does not reach the others by the event of the order', () => {
  const told = { tracking_number: 'TRACK-2' };
  const { events } = decideTransition(order('shipped', 'processing'), vendor('v2'), 'shipped', now, told);
  expect(events).toMatchObject([
    { type: 'fulfillment.shipped', vendor_ids: ['v2'], data: told },
    { type: 'order.shipped', vendor_ids: ['v1', 'v2'], data: { from: 'processing', to: 'shipped' } },
  ]);
  expect(events[1]?.data).not.toHaveProperty('tracking_number');
});
