import { limits, orderStatuses, paymentStatuses } from '@orderhouse/contracts';
import { type ObjectReader, readLine as readJsonLine } from '../products/json-product.ts';
import type { Reading, Row } from '../reading/row.ts';
import {
  addressFields,
  cancellationFault,
  countryPattern,
  instantOf,
  type OrderDraft,
  type OrderLineDraft,
  order_total_max,
  orderTexts,
} from './draft.ts';
import type { OrderForm } from './order-rows.ts';

/** What the API's answers have and history cannot bring along. */
const told = ['id', 'number', 'payment_provider', 'imported', 'fulfillments', 'cancellable_until', 'cancel_reason', 'version', 'updated_at', 'refund_due']; // biome-ignore format: one list
const toldOfLines = ['line_no', 'variant_id', 'vendor_id', 'vendor_email'];
const toldOfCustomers = ['id'];

const orNull = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text);

function readOrderLine(line_number: number, reader: ObjectReader): OrderLineDraft {
  const sku = reader.text('sku', orderTexts.sku)?.trim();
  const unit_price = reader.count('unit_price', limits.unit_price_max);
  const quantity = reader.count('quantity', limits.quantity_max);
  if (!sku) reader.refuse('sku', 'is missing');
  if (unit_price === undefined) reader.refuse('unit_price', 'is missing');
  if (!quantity) reader.refuse('quantity', 'is missing, or 0');
  const line_total = reader.count('line_total', order_total_max);
  if (line_total !== undefined && line_total !== (unit_price ?? 0) * (quantity ?? 0)) {
    reader.refuse('line_total', 'is not the quantity times the unit price');
  }
  const line = {
    line_number,
    sku: sku ?? '',
    name: orNull(reader.text('name', orderTexts.name)) ?? undefined,
    unit_price: unit_price ?? 0,
    quantity: quantity ?? 1,
    carrier: null,
    tracking_number: null,
  };
  reader.refuseOthers(toldOfLines);
  return line;
}

function readAddress(reader: ObjectReader | undefined): Record<string, string> {
  const address: Record<string, string> = {};
  if (!reader) return address;
  for (const field of [...addressFields, 'country_name'] as const) {
    const text = orNull(reader.text(field, orderTexts.short));
    if (text !== null) address[field] = text;
  }
  if (address.country !== undefined && !countryPattern.test(address.country)) {
    reader.refuse('country', 'is no code of ISO 3166-1 such as GB');
  }
  reader.refuseOthers([]);
  return address;
}

function referenceOf(reader: ObjectReader): string {
  const given = [reader.get('reference'), reader.get('external_reference'), reader.get('number')];
  const reference = String(given.find((one) => one !== undefined && one !== null) ?? '').trim();
  if (reference === '' || reference.length > orderTexts.reference.length_max) {
    reader.refuse('reference', reference === '' ? 'is missing' : 'is too long');
  }
  return reference;
}

function readTime(reader: ObjectReader, name: string): string | undefined {
  const text = reader.text(name, { length_max: 40 });
  if (text === undefined) return undefined;
  return instantOf(text) ?? reader.refuse(name, 'is no time with its zone such as 2026-01-31T09:30:00Z');
}

/** Reads an order as the API has it, one a line; money in minor units. Pure. */
export function readOrderLineOfJson(row: Row, form: OrderForm): Reading<OrderDraft> {
  const reader = readJsonLine(row);
  const { line_number } = row;
  if (reader.faults.length > 0) return { rows: [row], value: null, faults: reader.faults, warnings: [] };
  const currency = reader.get('currency');
  if (currency !== undefined && currency !== form.currency) {
    reader.refuse('currency', `is ${String(currency).slice(0, 10)}, the store sells in ${form.currency}`);
  }
  const lines = reader.objects('lines', limits.order_lines_max).map((line) => readOrderLine(line_number, line));
  const total = lines.reduce((sum, { unit_price, quantity }) => sum + unit_price * quantity, 0);
  const said = reader.count('total', order_total_max);
  if (said !== undefined && said !== total && reader.faults.length === 0)
    reader.refuse('total', 'is not the sum of the lines');
  const customer = reader.object('customer');
  const placed_at = readTime(reader, 'placed_at');
  if (placed_at === undefined) reader.refuse('placed_at', 'is missing');
  const status = reader.oneOf('status', orderStatuses) ?? 'delivered';
  const cancelled_at = readTime(reader, 'cancelled_at') ?? null;
  const fault = cancellationFault(status, placed_at ?? null, cancelled_at);
  if (fault !== null) reader.refuse('cancelled_at', fault);
  const value: OrderDraft = {
    line_number,
    reference: referenceOf(reader),
    placed_at: placed_at ?? '',
    cancelled_at: status === 'cancelled' ? (cancelled_at ?? placed_at ?? null) : null,
    status,
    payment_status: reader.oneOf('payment_status', paymentStatuses) ?? 'paid',
    customer_email: orNull(customer?.text('email', orderTexts.short)),
    customer_name: orNull(customer?.text('full_name', orderTexts.short)),
    customer_reference: orNull(customer?.text('reference', orderTexts.short)),
    phone: orNull(reader.text('phone', orderTexts.short)),
    shipping_address: readAddress(reader.object('shipping_address')),
    notes: orNull(reader.text('notes', orderTexts.notes)),
    total,
    lines,
  };
  customer?.refuseOthers(toldOfCustomers);
  reader.refuseOthers(told);
  const { faults } = reader;
  return { rows: [row], value: faults.length === 0 ? value : null, faults, warnings: [] };
}
