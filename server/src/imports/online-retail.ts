import { limits } from '@orderhouse/contracts';
import { minorDigits } from '../platform/minor-digits.ts';
import { localTimeReader } from './local-time.ts';

/** The columns of the *Online Retail* data set (UCI Machine Learning Repository). */
export const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;
export type Column = (typeof columns)[number];
export type SourceRecord = Readonly<{ [column in Column]: string }>;

/** One line of a sale, ready to become an order line. Money in minor units, time in UTC. */
export interface AcceptedRow {
  external_reference: string;
  sku: string;
  name: string;
  unit_price: number;
  quantity: number;
  placed_at: string;
  customer_reference: string | null;
  country: string | null;
}

/** Why a row is not imported. What could not be read at all begins with `unreadable`. */
export type Reason =
  | 'not a sale'
  | 'quantity below 1'
  | 'price not positive'
  | 'fraction of a penny'
  | `unreadable: ${string}`;

export type RowDecision = { accepted: AcceptedRow } | { rejected: Reason };

/** What reading rows depends on besides the rows. */
export interface Reading {
  /** Digits after the point of the store's currency: 2 for pence and cents. */
  minor_digits: number;
  /** From local time in the format's zone to UTC. */
  instantOf: (text: string) => string | null;
}

const line_total_max = 1_000_000_000_000;
const sku_length_max = 64;
const wholeNumber = /^[+-]?\d{1,15}$/;
const decimalNumber = /^([+-]?)(\d{1,12})(?:\.(\d{1,20}))?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/;

/** How rows of this format are read for a store of some currency: times are London's. */
export function onlineRetailReading(currency: string): Reading {
  return { minor_digits: minorDigits(currency), instantOf: localTimeReader('Europe/London') };
}

type Price = { sign: -1 | 0 | 1; minor: number | null };

/** Exactly: the text's digits are moved, no float is multiplied. `minor` is null when less than a minor unit is left. */
function readPrice(text: string, digits: number): Price | null {
  const match = decimalNumber.exec(text);
  if (!match) return null;
  const [, minus, whole = '', fraction = ''] = match;
  const kept = fraction.slice(0, digits).padEnd(digits, '0');
  const minor = Number(whole + kept);
  const hasRest = /[1-9]/.test(fraction.slice(digits));
  const sign = minor === 0 && !hasRest ? 0 : minus === '-' ? -1 : 1;
  return { sign, minor: hasRest ? null : minor };
}

/**
 * Decides one row. A sale has an invoice number of six digits, a quantity of at least 1, and a price above 0 that
 * is a whole number of minor units; of several reasons the first in that order is told. Pure.
 */
export function decideRow(record: SourceRecord, reading: Reading): RowDecision {
  const external_reference = record.InvoiceNo.trim();
  if (!/^\d{6}$/.test(external_reference)) return { rejected: 'not a sale' };
  const quantityText = record.Quantity.trim();
  if (!wholeNumber.test(quantityText)) return { rejected: 'unreadable: Quantity is not a whole number' };
  const quantity = Number(quantityText);
  const price = readPrice(record.UnitPrice.trim(), reading.minor_digits);
  if (quantity < 1) return { rejected: 'quantity below 1' };
  if (price === null) return { rejected: 'unreadable: UnitPrice is not a decimal number' };
  if (price.sign <= 0) return { rejected: 'price not positive' };
  if (price.minor === null) return { rejected: 'fraction of a penny' };
  return decideSale(record, reading, { external_reference, quantity, unit_price: price.minor });
}

function decideSale(
  record: SourceRecord,
  reading: Reading,
  sale: Pick<AcceptedRow, 'external_reference' | 'quantity' | 'unit_price'>,
): RowDecision {
  const { quantity, unit_price } = sale;
  if (quantity > limits.quantity_max) return { rejected: `unreadable: Quantity is above ${limits.quantity_max}` };
  if (unit_price > limits.unit_price_max || unit_price * quantity > line_total_max) {
    return { rejected: 'unreadable: the price is too large' };
  }
  const sku = record.StockCode.trim();
  if (sku === '') return { rejected: 'unreadable: StockCode is missing' };
  if (sku.length > sku_length_max)
    return { rejected: `unreadable: StockCode has more than ${sku_length_max} characters` };
  const placed_at = reading.instantOf(record.InvoiceDate.trim());
  if (placed_at === null) return { rejected: 'unreadable: InvoiceDate is not a time such as 2011-05-31 16:05:00' };
  if (columns.some((column) => unprintable.test(record[column]))) {
    return { rejected: 'unreadable: characters that are no text' };
  }
  return {
    accepted: {
      ...sale,
      sku,
      placed_at,
      name: record.Description.replaceAll(/\s+/g, ' ').trim() || sku,
      customer_reference: record.CustomerID.trim().replace(/\.0+$/, '') || null,
      country: record.Country.trim() || null,
    },
  };
}
