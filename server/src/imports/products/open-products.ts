import type { Encoding } from '../reading/decode-cell.ts';
import type { DelimiterName } from '../reading/find-delimiter.ts';
import { groupRows, type RowGroup } from '../reading/group-rows.ts';
import { textLines } from '../reading/json-lines.ts';
import { type FileSource, openText, type TextFacts } from '../reading/open-text.ts';
import type { OpenedFile } from '../reading/opened-file.ts';
import { readTable, type Table } from '../reading/read-table.ts';
import type { Reading, Row } from '../reading/row.ts';
import type { ProductDraft } from './draft.ts';
import { readProductLine } from './json-product.ts';
import { continues, type ProductForm, productColumns, readProductRows } from './product-rows.ts';
import { shopifyColumns, unusedColumns } from './shopify-columns.ts';
import { continuesHandle, readShopifyRows, type ShopifyOptions } from './shopify-rows.ts';

/** What whoever imports says of a file. */
export interface FileForm {
  encoding: Encoding;
  delimiter: DelimiterName | null;
  unknown_columns: 'refuse' | 'ignore';
}

export type ProductFormat = 'csv' | 'jsonl' | 'shopify';

export interface ProductFileForm extends FileForm, ProductForm, ShopifyOptions {}

/** What was found out of a text, in words. */
export function notesOf(
  facts: TextFacts,
  form: FileForm,
  delimiter?: DelimiterName,
  ignored: readonly string[] = [],
): string[] {
  return [
    ...(facts.is_gzip ? ['the file is packed by gzip'] : []),
    ...(facts.has_byte_order_mark ? ['the file begins with a byte order mark'] : []),
    `read as ${form.encoding}`,
    ...(delimiter ? [`columns are parted by ${delimiter}${form.delimiter ? '' : ', as the first line shows'}`] : []),
    ...(ignored.length > 0 ? [`columns that are not read: ${ignored.join(', ')}`] : []),
  ];
}

/** What begins with too many rows is refused to its end: its last rows are no thing of their own. */
function restOf(rows: readonly Row[]): Reading<never> {
  const line_number = rows[0]?.line_number ?? 1;
  const faults = [{ line_number, column: null, reason: 'goes on with the rows above, which are too many' }];
  return { rows, value: null, faults, warnings: [] };
}

async function* readAll<Draft>(
  groups: AsyncIterable<RowGroup>,
  read: (rows: readonly Row[]) => Reading<Draft>,
): AsyncGenerator<Reading<Draft>> {
  for await (const { rows, is_rest } of groups) yield is_rest ? restOf(rows) : read(rows);
}

/** A table whose rows are read in groups that belong together. */
export function fileOf<Name extends string, Draft>(
  table: Table<Name>,
  form: FileForm,
  belongs: (first: Row, row: Row) => boolean,
  read: (rows: readonly Row[]) => Reading<Draft>,
  unused: readonly string[] = [],
): OpenedFile<Draft> {
  return {
    titles: table.header.titles,
    notes: notesOf(table.facts, form, table.delimiter, [...unused, ...table.header.ignored]),
    readings: readAll(groupRows(table.rows, belongs), read),
    bytesDone: table.bytesDone,
    close: table.close,
  };
}

/** A file that has a thing a line, as JSON. */
export async function openLines<Draft>(
  source: FileSource,
  form: FileForm,
  read: (row: Row) => Reading<Draft>,
): Promise<OpenedFile<Draft>> {
  const text = await openText(source);
  const readings = async function* () {
    for await (const row of textLines(text.bytes, form.encoding)) yield read(row);
  };
  return {
    titles: null,
    notes: notesOf(text.facts, form),
    readings: readings(),
    bytesDone: text.bytesDone,
    close: text.close,
  };
}

/** Opens a file of products. @throws ImportRefused when it is not of the format, also while it is read. */
export async function openProducts(
  source: FileSource,
  format: ProductFormat,
  form: ProductFileForm,
): Promise<OpenedFile<ProductDraft>> {
  if (format === 'jsonl') return openLines(source, form, (row) => readProductLine(row, form));
  if (format === 'csv') {
    const table = await readTable(source, productColumns(form.unknown_columns), form);
    const { places, titles } = table.header;
    const belongs = (first: Row, row: Row) => continues(places, first, row);
    return fileOf(table, form, belongs, (rows) => readProductRows(places, titles.length, rows, form));
  }
  const table = await readTable(source, shopifyColumns, form);
  const { places, titles } = table.header;
  const unused = unusedColumns.flatMap((name) => places.get(name)?.title ?? []);
  const belongs = (first: Row, row: Row) => continuesHandle(places, first, row);
  return fileOf(table, form, belongs, (rows) => readShopifyRows(places, titles.length, rows, form, form), unused);
}
