import type { Asker, Fulfillment, Order, OrderLine } from '@orderhouse/contracts';

/** An order as its row holds it. */
export interface OrderRow {
  id: string;
  number: number;
  customer_id: string | null;
  customer_name: string | null;
  customer_email: string | null;
  customer_reference: string | null;
  phone: string | null;
  shipping_address: Order['shipping_address'];
  status: Order['status'];
  payment_status: Order['payment_status'];
  payment_provider: string | null;
  currency: string;
  total: number;
  notes: string | null;
  import_source: string | null;
  external_reference: string | null;
  placed_at: string;
  cancellable_until: string;
  cancelled_at: string | null;
  cancel_reason: string | null;
  version: number;
  updated_at: string;
}

/** The exact sum of some lines, in minor units. */
export function totalOf(lines: readonly Pick<OrderLine, 'line_total'>[]): number {
  return lines.reduce((sum, line) => sum + line.line_total, 0);
}

/**
 * The order as the API shows it. Lines and fulfillments are those that the reader's policies let through; a
 * vendor, who sees its own alone, is told their total and not that of the others' lines.
 */
export function presentOrder(
  row: OrderRow,
  lines: OrderLine[],
  fulfillments: Fulfillment[],
  role: Asker | 'house',
): Order {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    payment_status: row.payment_status,
    payment_provider: row.payment_provider,
    currency: row.currency,
    total: role === 'vendor' ? totalOf(lines) : row.total,
    customer: {
      id: row.customer_id,
      full_name: row.customer_name,
      email: row.customer_email,
      reference: row.customer_reference,
    },
    phone: row.phone,
    shipping_address: row.shipping_address,
    notes: row.notes,
    imported: row.import_source !== null,
    external_reference: row.external_reference,
    lines,
    fulfillments,
    placed_at: row.placed_at,
    cancellable_until: row.cancellable_until,
    cancelled_at: row.cancelled_at,
    cancel_reason: row.cancel_reason,
    version: row.version,
    updated_at: row.updated_at,
  };
}
