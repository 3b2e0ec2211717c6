import { limits, type OrderStatus, orderFileColumns, orderStatuses, paymentStatuses } from '@orderhouse/contracts';
import { refuseWidth } from '../products/product-rows.ts';
import type { ColumnNames, Places } from '../reading/header.ts';
import type { Reading, Row } from '../reading/row.ts';
import { type MoneyForm, RowReader } from '../reading/row-reader.ts';
import {
  addressFields,
  cancellationFault,
  countryPattern,
  instantOf,
  type OrderDraft,
  type OrderLineDraft,
  order_total_max,
  orderKey,
  orderTexts,
} from './draft.ts';

const { order: ofTheOrder, line: ofTheLine } = orderFileColumns;
const names = [...ofTheOrder, ...ofTheLine];
export type OrderColumn = (typeof names)[number];

/** The columns of our own format. */
export const orderColumns = (unknown: ColumnNames<OrderColumn>['unknown']): ColumnNames<OrderColumn> => ({
  names: Object.fromEntries(names.map((name) => [name, [name]])) as unknown as ColumnNames<OrderColumn>['names'],
  required: ['reference', 'placed_at', 'sku', 'unit_price', 'quantity'],
  unknown,
});

export interface OrderForm extends MoneyForm {
  currency: string;
}

type Reader = RowReader<OrderColumn>;

/** Whether a row is a further line of the order of the row above. */
export function continuesOrder(places: Places<OrderColumn>, above: Row, row: Row): boolean {
  return new RowReader(places, above).word('reference') === new RowReader(places, row).word('reference');
}

const missing = (reader: Reader, name: OrderColumn) => reader.refuse(name, 'is missing');
const orNull = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text);

/** A value that must be there; one that is wrong has been refused already. */
function needed<T>(reader: Reader, name: OrderColumn, read: () => T | undefined): T | undefined {
  return reader.word(name) === '' ? missing(reader, name) : read();
}

function readLine(reader: Reader, form: OrderForm): OrderLineDraft {
  const sku = needed(reader, 'sku', () => reader.text('sku', orderTexts.sku)?.trim()) ?? '';
  const unit_price = needed(reader, 'unit_price', () => reader.price('unit_price', form)) ?? 0;
  const quantity =
    needed(reader, 'quantity', () => reader.count('quantity', { from: 1, to: limits.quantity_max })) ?? 1;
  const told = reader.price('line_total', form, order_total_max);
  if (told !== undefined && told !== unit_price * quantity && reader.faults.length === 0) {
    reader.refuse('line_total', `is not ${quantity} times the unit price`);
  }
  return {
    line_number: reader.line_number,
    sku,
    name: orNull(reader.text('name', orderTexts.name)) ?? undefined,
    unit_price,
    quantity,
    carrier: orNull(reader.text('carrier', orderTexts.short)),
    tracking_number: orNull(reader.text('tracking_number', orderTexts.short)),
  };
}

function readAddress(first: Reader): Record<string, string> {
  const address: Record<string, string> = {};
  for (const field of [...addressFields, 'country_name'] as const) {
    const text = orNull(first.text(`ship_${field}`, orderTexts.short));
    if (text !== null) address[field] = text;
  }
  const { country } = address;
  if (country !== undefined && !countryPattern.test(country)) {
    first.refuse('ship_country', `“${country.slice(0, 40)}” is no code of ISO 3166-1 such as GB`);
  }
  return address;
}

function readInstant(first: Reader, name: 'placed_at' | 'cancelled_at'): string | null {
  const text = first.word(name);
  const at = instantOf(text);
  if (at === null) first.refuse(name, `“${text.slice(0, 40)}” is no time with its zone such as 2026-01-31T09:30:00Z`);
  return at;
}

function readCancelledAt(first: Reader, status: OrderStatus, placed_at: string | null): string | null {
  const told = first.word('cancelled_at') === '' ? null : readInstant(first, 'cancelled_at');
  const fault = cancellationFault(status, placed_at, told);
  if (fault !== null) first.refuse('cancelled_at', fault);
  return status === 'cancelled' ? (told ?? placed_at) : null;
}

function refuseDifferences(first: Reader, others: readonly Reader[]): void {
  for (const other of others) {
    const name = ofTheOrder.find((column) => other.raw(column) !== first.raw(column));
    if (name) other.refuse(name, `differs from line ${first.line_number}, which begins this order`);
  }
}

/** Reads the rows of one order of our own format, a line each. Pure. */
export function readOrderRows(
  places: Places<OrderColumn>,
  width: number,
  rows: readonly Row[],
  form: OrderForm,
): Reading<OrderDraft> {
  const readers = rows.map((row) => new RowReader(places, row));
  const [first, ...others] = readers;
  if (!first) throw new Error('an order has a row');
  for (const [index, reader] of readers.entries()) refuseWidth(reader, rows[index]?.cells.length ?? 0, width);
  refuseDifferences(first, others);
  if (rows.length > limits.order_lines_max) {
    first.refuse(null, `the order has ${rows.length} lines, at most ${limits.order_lines_max} are allowed`);
  }
  const currency = first.word('currency').toUpperCase();
  if (currency !== '' && currency !== form.currency) {
    first.refuse('currency', `is ${currency.slice(0, 10)}, the store sells in ${form.currency}`);
  }
  const lines = readers.map((reader) => readLine(reader, form));
  const total = lines.reduce((sum, { unit_price, quantity }) => sum + unit_price * quantity, 0);
  const told = first.price('total', form, order_total_max);
  const faultsBefore = readers.some(({ faults }) => faults.length > 0);
  if (told !== undefined && told !== total && !faultsBefore) first.refuse('total', 'is not the sum of the lines');
  const status = first.oneOf('status', orderStatuses) ?? 'delivered';
  const placed_at = readInstant(first, 'placed_at');
  const value: OrderDraft = {
    line_number: first.line_number,
    reference: needed(first, 'reference', () => first.text('reference', orderTexts.reference)?.trim()) ?? '',
    placed_at: placed_at ?? '',
    cancelled_at: readCancelledAt(first, status, placed_at),
    status,
    payment_status: first.oneOf('payment_status', paymentStatuses) ?? 'paid',
    customer_email: first.email('customer_email') ?? null,
    customer_name: orNull(first.text('customer_name', orderTexts.short)),
    customer_reference: orNull(first.text('customer_reference', orderTexts.short)),
    phone: orNull(first.text('phone', orderTexts.short)),
    shipping_address: readAddress(first),
    notes: orNull(first.text('notes', orderTexts.notes)),
    total,
    lines,
  };
  const faults = readers.flatMap((reader) => reader.faults);
  // Its other lines, should they stand further down, are no order of their own.
  const claims = [orderKey(value.reference)];
  return { rows, value: faults.length === 0 ? value : null, claims, faults, warnings: [] };
}
