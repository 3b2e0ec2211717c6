import type { Fulfillment, OrderStatus } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { isMoot, mayCancel, mayCorrect, maySettle, stateFor, stepsFor } from './steps.ts';

const part = (status: OrderStatus): Fulfillment => ({
  vendor_id: crypto.randomUUID(),
  status,
  carrier: null,
  tracking_number: null,
  shipped_at: null,
  delivered_at: null,
});
const order = (status: OrderStatus, ...parts: OrderStatus[]) => ({
  status,
  fulfillments: parts.map(part),
  cancellable_until: '2026-01-31T09:35:00.000Z',
});
const before = Date.parse('2026-01-31T09:34:59.999Z');
const after = Date.parse('2026-01-31T09:35:00.000Z');

describe('the next step', () => {
  test('of a vendor is that of its own part, however far the others are', () => {
    expect(stateFor(order('processing', 'pending'), 'vendor')).toBe('pending');
    expect(stepsFor(order('processing', 'pending'), 'vendor')).toEqual(['processing']);
    expect(stepsFor(order('processing', 'shipped'), 'vendor')).toEqual(['delivered']);
  });

  test('of an admin is that of the whole', () => {
    expect(stepsFor(order('processing', 'pending', 'shipped'), 'admin')).toEqual(['shipped']);
    expect(stepsFor(order('delivered', 'delivered'), 'admin')).toEqual([]);
  });

  test('is none of a customer’s', () => {
    expect(stepsFor(order('pending', 'pending'), 'customer')).toEqual([]);
  });
});

describe('cancelling', () => {
  test('is for the customer until the window closes', () => {
    expect(mayCancel(order('pending', 'pending'), 'customer', before)).toBe(true);
    expect(mayCancel(order('pending', 'pending'), 'customer', after)).toBe(false);
    expect(mayCancel(order('processing', 'processing'), 'customer', before)).toBe(false);
  });

  test('is for an admin until something has left', () => {
    expect(mayCancel(order('processing', 'processing', 'pending'), 'admin', after)).toBe(true);
    expect(mayCancel(order('processing', 'processing', 'shipped'), 'admin', after)).toBe(false);
  });

  test('is not for vendors', () => {
    expect(mayCancel(order('pending', 'pending'), 'vendor', before)).toBe(false);
  });
});

describe('a payment', () => {
  const unpaid = { status: 'pending', payment_status: 'unpaid', payment_provider: 'manual' } as const;

  test('is settled by an admin, and by the customer where it is simulated', () => {
    expect(maySettle(unpaid, 'admin')).toBe(true);
    expect(maySettle(unpaid, 'customer')).toBe(false);
    expect(maySettle({ ...unpaid, payment_provider: 'simulated' }, 'customer')).toBe(true);
    expect(maySettle({ ...unpaid, payment_provider: 'simulated' }, 'vendor')).toBe(false);
  });

  test('is settled once, and not for what is cancelled', () => {
    expect(maySettle({ ...unpaid, payment_status: 'failed' }, 'admin')).toBe(false);
    expect(maySettle({ ...unpaid, status: 'cancelled' }, 'admin')).toBe(false);
  });
});

test('nothing is to be paid for what was cancelled before it was', () => {
  expect(isMoot({ status: 'cancelled', payment_status: 'unpaid' })).toBe(true);
  expect(isMoot({ status: 'cancelled', payment_status: 'paid' })).toBe(false);
  expect(isMoot({ status: 'pending', payment_status: 'unpaid' })).toBe(false);
});

test('an order is corrected while nobody has begun it', () => {
  expect(mayCorrect({ status: 'pending' }, 'customer')).toBe(true);
  expect(mayCorrect({ status: 'processing' }, 'admin')).toBe(false);
  expect(mayCorrect({ status: 'pending' }, 'vendor')).toBe(false);
});
