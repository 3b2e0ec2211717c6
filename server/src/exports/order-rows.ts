import { type Order, orderFileColumns } from '@orderhouse/contracts';
import { minorDigits } from '../platform/minor-digits.ts';
import type { Cell } from './export-source.ts';
import { majorUnits } from './major-units.ts';

/** Of the orders CSV and XLSX, as the import reads them. */
export const orderColumns = [...orderFileColumns.order, ...orderFileColumns.line];

/** A row a line. `reference` is the number in the system that it came from, or its own. Pure. */
export function rowsOfOrder(order: Order, emails: ReadonlyMap<string, string>): Cell[][] {
  const digits = minorDigits(order.currency);
  const { customer, shipping_address: to } = order;
  const parts = new Map(order.fulfillments.map((part) => [part.vendor_id, part]));
  const whole: Cell[] = [
    order.number,
    order.external_reference ?? String(order.number),
    order.placed_at,
    order.cancelled_at,
    order.status,
    order.payment_status,
    customer.email,
    customer.full_name,
    customer.reference,
    order.phone,
    to.name ?? null,
    to.line1 ?? null,
    to.line2 ?? null,
    to.city ?? null,
    to.region ?? null,
    to.postal_code ?? null,
    to.country ?? null,
    to.country_name ?? null,
    order.notes,
    order.currency,
    { amount: majorUnits(order.total, digits) },
  ];
  return order.lines.map((line) => [
    ...whole,
    line.line_no,
    line.sku,
    line.name,
    { amount: majorUnits(line.unit_price, digits) },
    line.quantity,
    { amount: majorUnits(line.line_total, digits) },
    emails.get(line.vendor_id) ?? null,
    parts.get(line.vendor_id)?.carrier ?? null,
    parts.get(line.vendor_id)?.tracking_number ?? null,
  ]);
}
