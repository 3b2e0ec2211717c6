import { limits, productFileColumns, productStatuses } from '@orderhouse/contracts';
import { textFault } from '../reading/check-text.ts';
import type { ColumnNames, Places } from '../reading/header.ts';
import type { Fault, Reading, Row } from '../reading/row.ts';
import { type MoneyForm, RowReader } from '../reading/row-reader.ts';
import {
  category_paths_max,
  draftLimits,
  image_urls_max,
  type PictureDraft,
  type ProductDraft,
  pathFault,
  skuFault,
  urlFault,
  type VariantDraft,
} from './draft.ts';

/** What is exported, and what the stock of a variant was believed to be. */
const names = [...productFileColumns, 'expected_stock'] as const;
export type ProductColumn = (typeof names)[number];

/** Of the product, not of one of its variants: every row of it says the same, or nothing. */
const ofTheProduct = [
  'product_id',
  'name',
  'description',
  'status',
  'vendor_email',
  'categories',
  'image_urls',
] as const;

/** The columns of our own format. */
export const productColumns = (unknown: ColumnNames<ProductColumn>['unknown']): ColumnNames<ProductColumn> => ({
  names: Object.fromEntries(names.map((name) => [name, [name]])) as unknown as ColumnNames<ProductColumn>['names'],
  required: ['name', 'sku', 'unit_price'],
  unknown,
});

export interface ProductForm extends MoneyForm {
  currency: string;
}

const listOf = (text: string, separator: RegExp): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Whether a row goes on with the product of the row above: the same product_id or, without one, the same name or none. */
export function continues(places: Places<ProductColumn>, above: Row, row: Row): boolean {
  const [first, next] = [new RowReader(places, above), new RowReader(places, row)];
  const [id, nextId] = [first.word('product_id'), next.word('product_id')];
  if (nextId !== '') return id.toLowerCase() === nextId.toLowerCase();
  const name = next.raw('name');
  return name.trim() === '' || (id === '' && name === first.raw('name'));
}

function readOptions(reader: RowReader<ProductColumn>): Readonly<Record<string, string>> | undefined {
  if (!reader.has('options')) return undefined;
  const text = reader.word('options');
  if (text === '') return {};
  try {
    const options: unknown = JSON.parse(text);
    const fault = optionsFault(options);
    return fault === null ? (options as Record<string, string>) : reader.refuse('options', fault);
  } catch {
    return reader.refuse('options', 'is no JSON such as {"size":"L"}');
  }
}

/** @returns what is wrong with a variant's options, or null. */
export function optionsFault(options: unknown): string | null {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return 'is no object of texts';
  const entries = Object.entries(options);
  if (entries.length > limits.options_max) return `has ${entries.length} options, at most ${limits.options_max}`;
  for (const [name, value] of entries) {
    if (name === '__proto__') return 'names an option __proto__';
    const nameFault = textFault(name, draftLimits.option_name);
    if (nameFault !== null) return `has an option whose name ${nameFault}`;
    if (typeof value !== 'string') return `${name} is no text`;
    const valueFault = textFault(value, draftLimits.option);
    if (valueFault !== null) return `${name} ${valueFault}`;
  }
  return null;
}

function readVariant(reader: RowReader<ProductColumn>, form: ProductForm): VariantDraft {
  const sku = reader.word('sku');
  const fault = skuFault(sku);
  if (fault !== null) reader.refuse('sku', fault);
  const before = reader.faults.length;
  const unit_price = reader.price('unit_price', form);
  if (unit_price === undefined && reader.faults.length === before) reader.refuse('unit_price', 'is missing');
  const currency = reader.word('currency');
  if (currency !== '' && currency.toUpperCase() !== form.currency) {
    reader.refuse('currency', `is ${currency.slice(0, 10)}, the store sells in ${form.currency}`);
  }
  const threshold = reader.has('low_stock_threshold') ? (reader.count('low_stock_threshold') ?? null) : undefined;
  return {
    line_number: reader.line_number,
    sku,
    title: reader.text('variant_title', draftLimits.title),
    options: readOptions(reader),
    unit_price,
    stock: reader.count('stock'),
    expected_stock: reader.count('expected_stock'),
    low_stock_threshold: threshold,
  };
}

/** @returns the parts of a list in a cell; those that are wrong are refused. */
function readList(
  reader: RowReader<ProductColumn>,
  name: 'categories' | 'image_urls',
  { separator, max, faultOf }: { separator: RegExp; max: number; faultOf: (part: string) => string | null },
): string[] | undefined {
  if (!reader.has(name)) return undefined;
  const parts = [...new Set(listOf(reader.raw(name), separator))];
  if (parts.length > max) return reader.refuse(name, `names ${parts.length}, at most ${max} are allowed`);
  const fault = parts.map(faultOf).find((found) => found !== null);
  return fault ? reader.refuse(name, fault) : parts;
}

function readPictures(first: RowReader<ProductColumn>): PictureDraft[] {
  const urls = readList(first, 'image_urls', { separator: /\s+/, max: image_urls_max, faultOf: urlFault }) ?? [];
  const { line_number } = first;
  return urls.map((url) => ({ line_number, column: first.title('image_urls'), url, alt_text: '' }));
}

function readProduct(first: RowReader<ProductColumn>, variants: VariantDraft[]): ProductDraft {
  return {
    line_number: first.line_number,
    product_id: first.id('product_id'),
    name: first.text('name', draftLimits.name),
    description: first.text('description', draftLimits.description),
    status: first.oneOf('status', productStatuses),
    vendor_email: first.email('vendor_email'),
    category_paths: readList(first, 'categories', { separator: /\|/, max: category_paths_max, faultOf: pathFault }),
    pictures: readPictures(first),
    variants,
  };
}

function refuseDifferences(first: RowReader<ProductColumn>, others: readonly RowReader<ProductColumn>[]): void {
  for (const other of others) {
    for (const name of ofTheProduct) {
      const text = other.raw(name);
      if (text.trim() !== '' && text !== first.raw(name)) {
        other.refuse(name, `differs from line ${first.line_number}, which begins this product`);
      }
    }
  }
}

/** Reads the rows of one product of our own format. Pure. */
export function readProductRows(
  places: Places<ProductColumn>,
  width: number,
  rows: readonly Row[],
  form: ProductForm,
): Reading<ProductDraft> {
  const readers = rows.map((row) => new RowReader(places, row));
  const [first, ...others] = readers;
  if (!first) throw new Error('a product has a row');
  for (const [index, reader] of readers.entries()) refuseWidth(reader, rows[index]?.cells.length ?? 0, width);
  if (first.faults.length > 0) return { rows, value: null, faults: faultsOf(readers), warnings: [] };
  refuseDifferences(first, others);
  if (readers.length > limits.variants_max) {
    first.refuse(null, `the product has ${readers.length} variants, at most ${limits.variants_max} are allowed`);
  }
  const value = readProduct(
    first,
    readers.map((reader) => readVariant(reader, form)),
  );
  const faults = faultsOf(readers);
  return {
    rows,
    value: faults.length === 0 ? value : null,
    faults,
    warnings: readers.flatMap(({ warnings }) => warnings),
  };
}

export function refuseWidth<Name extends string>(reader: RowReader<Name>, cells: number, width: number): void {
  if (cells !== width) reader.refuse(null, `has ${cells} columns, the first line has ${width}`);
}

const faultsOf = (readers: readonly { faults: readonly Fault[] }[]): Fault[] => readers.flatMap(({ faults }) => faults);
