import type { OrderStatus, PaymentStatus } from '@orderhouse/contracts';

export interface OrderLineDraft {
  line_number: number;
  sku: string;
  /** Absent: the product's. */
  name?: string;
  /** In minor units. */
  unit_price: number;
  quantity: number;
  carrier: string | null;
  tracking_number: string | null;
}

/** An order of history as a file has it, of whatever format. */
export interface OrderDraft {
  line_number: number;
  /** What it is called where it comes from. */
  reference: string;
  placed_at: string;
  cancelled_at: string | null;
  status: OrderStatus;
  payment_status: PaymentStatus;
  customer_email: string | null;
  customer_name: string | null;
  customer_reference: string | null;
  phone: string | null;
  shipping_address: Readonly<Record<string, string>>;
  notes: string | null;
  total: number;
  lines: readonly OrderLineDraft[];
}

/** By which an order stands in a file once. */
export const orderKey = (reference: string) => `order ${reference}`;

export const orderTexts = {
  reference: { length_max: 64 },
  sku: { length_max: 64 },
  name: { length_max: 500, may_be_blank: true },
  short: { length_max: 200, may_be_blank: true },
  notes: { length_max: 2_000, may_be_blank: true, may_have_breaks: true },
} as const;

export const order_total_max = 1_000_000_000_000_000;
export const addressFields = ['name', 'line1', 'line2', 'city', 'region', 'postal_code', 'country'] as const;
export const countryPattern = /^[A-Z]{2}$/;

/**
 * @returns what is wrong with the time at which an order of history was cancelled, null where nothing is. `placed_at` is
 * null where it could not be read. Pure.
 */
export function cancellationFault(
  status: OrderStatus,
  placed_at: string | null,
  cancelled_at: string | null,
): string | null {
  if (cancelled_at === null) return null;
  if (status !== 'cancelled') return `is the time of a cancellation, and the order is ${status}`;
  return placed_at !== null && cancelled_at < placed_at ? 'is before the order was placed' : null;
}

const instant = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** @returns a time of RFC 3339 in UTC; null when it is none, or names no zone. Pure. */
export function instantOf(text: string): string | null {
  const [, , , day] = instant.exec(text) ?? [];
  const at = new Date(text.replace(' ', 'T'));
  if (day === undefined || Number.isNaN(at.getTime())) return null;
  // A day that its month has not would be counted on into the next.
  const local = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return local.getUTCDate() === Number(day) ? at.toISOString() : null;
}
