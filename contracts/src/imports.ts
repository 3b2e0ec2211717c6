import { type Static, Type } from 'typebox';
import { route } from './route.ts';
import { ById, Id, listQuery, Nullable, OneOf, Page, Shape, Timestamp } from './schemas.ts';

export const importKinds = ['products', 'orders'] as const;
export type ImportKind = (typeof importKinds)[number];

export const importFormats = ['csv', 'jsonl', 'shopify', 'online-retail'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** Which formats there are of each kind. */
export const formatsOfKind: Readonly<Record<ImportKind, readonly ImportFormat[]>> = {
  products: ['csv', 'jsonl', 'shopify'],
  orders: ['csv', 'jsonl', 'online-retail'],
};

export const importStatuses = ['waiting', 'running', 'finished', 'failed', 'cancelled'] as const;
export type ImportStatus = (typeof importStatuses)[number];

export const importSorts = ['-created_at', 'created_at'] as const;
export const importFaultSorts = ['line_number'] as const;

export const importFaultKinds = ['refused', 'warning', 'picture'] as const;

export const import_file_bytes_max = 268_435_456;

const optionFields = {
  encoding: Type.Optional(
    OneOf(['utf-8', 'windows-1252'] as const, {
      description: '`utf-8` unless said otherwise; Latin-1 is `windows-1252`',
    }),
  ),
  delimiter: Type.Optional(
    OneOf(['comma', 'semicolon', 'tab'] as const, {
      description: 'What parts the columns; found out from the first line',
    }),
  ),
  decimal: Type.Optional(
    OneOf(['.', ','] as const, { description: 'Decimal mark of amounts. With `,` thousands may be parted by points' }),
  ),
  unknown_columns: Type.Optional(
    OneOf(['refuse', 'ignore'] as const, { description: 'Columns that the format does not have; `refuse`' }),
  ),
  create_categories: Type.Optional(
    Type.Boolean({
      description: 'Makes categories that the store lacks; otherwise products in them are refused. Admin only',
    }),
  ),
  missing_sku: Type.Optional(
    OneOf(['refuse', 'derive'] as const, { description: 'Shopify: a SKU may be made of handle and options; `refuse`' }),
  ),
  category_from: Type.Optional(
    OneOf(['none', 'type', 'vendor', 'product_category'] as const, {
      description: 'Shopify: the column that names the category; `none`',
    }),
  ),
};

export const ImportOptions = Shape(optionFields);
export type ImportOptions = Static<typeof ImportOptions>;

const Count = (description: string, example = 0) => Type.Integer({ minimum: 0, description, examples: [example] });

export const Import = Shape({
  id: Id,
  kind: OneOf(importKinds),
  format: OneOf(importFormats),
  status: OneOf(importStatuses),
  dry_run: Type.Boolean({ description: 'Changes nothing, and reports what would be' }),
  options: ImportOptions,
  file_name: Type.String({ examples: ['products.csv'] }),
  file_bytes: Count('Of the file', 123_456),
  actor_id: Nullable(Id, { description: 'Who brought the file; `null` for the house itself, at a terminal' }),
  vendor_id: Nullable(Id, { description: 'Whose products are that are new and name no vendor' }),
  rows_total: Nullable(Type.Integer({ minimum: 0 }), {
    description: 'Rows of the file; `null` until it was read once',
  }),
  rows_done: Count('Rows that were decided', 1_200),
  created: Count('Products, or orders, that are new', 900),
  updated: Count('Products that change', 250),
  unchanged: Count('Products, or orders, that are there already as the file has them', 40),
  refused: Count('Products, or orders, that are refused, each as a whole', 10),
  refused_rows: Count('Their rows', 10),
  warnings: Count('What else is to be known of rows', 3),
  pictures: Shape(
    {
      wanted: Count('Pictures that the file names for products that have none', 12),
      fetched: Count('Those that are there', 11),
      failed: Count('Those that will not come; `errors` has the reason of each', 1),
    },
    { description: 'They are fetched after their products are in: an import may be finished before they are there' },
  ),
  notes: Type.Array(Type.String(), {
    description: 'What was found out of the file, and what was not done',
    examples: [['columns are parted by semicolon, as the first line shows']],
  }),
  problem: Nullable(Type.String(), {
    description: 'Why it failed, with line and column where it is the file',
    examples: ['line 1: the first line lacks the columns sku'],
  }),
  created_at: Timestamp,
  started_at: Nullable(Timestamp),
  finished_at: Nullable(Timestamp),
});
export type Import = Static<typeof Import>;

export const ImportFault = Shape({
  id: Type.Integer({ description: 'Counts up within the import' }),
  kind: OneOf(importFaultKinds, { description: '`picture`: one that could not be fetched' }),
  line_number: Type.Integer({ minimum: 1, description: 'Of the line in the file on which the row begins' }),
  column: Nullable(Type.String({ examples: ['unit_price'] }), { description: '`null`: the row as a whole' }),
  reason: Type.String({ examples: ['“1.299,00” is no amount such as 1299.00'] }),
});
export type ImportFault = Static<typeof ImportFault>;

const tag = 'Imports';
const permission = 'imports:run';

export const imports = {
  create: route({
    method: 'POST',
    path: '/imports',
    tag,
    summary: 'Bring in a file of products or orders',
    description:
      'A job does it: one import of a store at a time. With `dry_run=true` nothing changes and the report is that of the real run. A vendor brings in products of its own, and no orders.',
    permission,
    idempotent: true,
    multipart: {
      file: {
        bytes_max: import_file_bytes_max,
        types: ['text/csv', 'application/x-ndjson', 'application/gzip'],
        description: 'CSV or JSON Lines in UTF-8, plain or gzipped',
      },
    },
    body: Shape({
      kind: OneOf(importKinds, { examples: ['products'] }),
      format: Type.Optional(OneOf(importFormats, { description: '`csv` unless said otherwise' })),
      dry_run: Type.Optional(Type.Boolean()),
      vendor_id: Type.Optional(
        Type.String({ format: 'uuid', description: 'Admin only: whose products are that are new and name no vendor' }),
      ),
      ...optionFields,
    }),
    status: 201,
    answer: Import,
    problems: ['vendor_not_found'],
  }),
  list: route({
    method: 'GET',
    path: '/imports',
    tag,
    summary: 'Imports, newest first; a vendor’s own',
    permission,
    query: listQuery({ kind: Type.Optional(OneOf(importKinds)) }, importSorts),
    status: 200,
    answer: Page(Import),
  }),
  get: route({
    method: 'GET',
    path: '/imports/{id}',
    tag,
    summary: 'One import, and how far it is',
    permission,
    params: ById,
    status: 200,
    answer: Import,
    problems: ['not_found'],
  }),
  errors: route({
    method: 'GET',
    path: '/imports/{id}/errors',
    tag,
    summary: 'Rows that were refused, and what else is to be known of rows',
    permission,
    params: ById,
    query: listQuery({ kind: Type.Optional(OneOf(importFaultKinds)) }, importFaultSorts),
    status: 200,
    answer: Page(ImportFault),
    problems: ['not_found'],
  }),
  downloadErrors: route({
    method: 'GET',
    path: '/imports/{id}/errors.csv',
    tag,
    summary: 'The refused rows as they were, line, column and reason in front',
    description: 'Mend them and bring the file in again: the columns in front are left out then.',
    permission,
    params: ById,
    status: 200,
    download: ['text/csv'],
    problems: ['not_found'],
  }),
  run: route({
    method: 'POST',
    path: '/imports/{id}/run',
    tag,
    summary: 'Do in earnest what a dry run has shown, or go on with what failed or was cancelled',
    permission,
    params: ById,
    status: 200,
    answer: Import,
    problems: ['not_found', 'import_transition_not_allowed', 'import_file_gone'],
  }),
  cancel: route({
    method: 'POST',
    path: '/imports/{id}/cancel',
    tag,
    summary: 'End an import; what it has brought in so far stays',
    description: 'Repeating it is a success.',
    permission,
    params: ById,
    status: 200,
    answer: Import,
    problems: ['not_found', 'import_transition_not_allowed'],
  }),
};
