import { Type } from 'typebox';
import { catalogue } from './catalogue.ts';
import { orders } from './orders.ts';
import { route } from './route.ts';
import { OneOf, Shape } from './schemas.ts';

/** What is exported can be had in each of these, with the media type that it is sent as. */
export const exportFormats = {
  csv: 'text/csv',
  jsonl: 'application/jsonl',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type ExportFormat = keyof typeof exportFormats;
const formats = Object.keys(exportFormats) as ExportFormat[];

const file = {
  format: Type.Optional(OneOf(formats, { description: '`csv` unless said otherwise' })),
  bom: Type.Optional(
    Type.Boolean({ description: 'CSV: begins with a byte order mark, for programs that take it for Latin-1 without' }),
  ),
};

const { limit: _, cursor: __, count: ___, ...productFilters } = catalogue.list.query.properties;
const { limit: ____, cursor: _____, count: ______, ...orderFilters } = orders.list.query.properties;

const tag = 'Exports';
const download = [exportFormats.csv, exportFormats.jsonl, exportFormats.xlsx] as const;
const shape =
  'CSV and XLSX guard against formulas: a text that begins as one has an apostrophe in front. JSONL has what the API answers, one a line. Read page by page as things are at that moment; it breaks off when it cannot be finished.';

export const exports = {
  products: route({
    method: 'GET',
    path: '/exports/products',
    tag,
    summary: 'Products as a file, a row a variant',
    description: `Those of the list with the same filters; of a vendor its own alone. ${shape}`,
    permission: 'exports:run',
    query: Shape({ ...file, ...productFilters }),
    status: 200,
    download,
    problems: ['overloaded'],
  }),
  orders: route({
    method: 'GET',
    path: '/exports/orders',
    tag,
    summary: 'Orders as a file, a row a line',
    description: `Those of the list with the same filters, as the caller sees them: a vendor its own lines. ${shape}`,
    permission: 'exports:run',
    query: Shape({ ...file, ...orderFilters }),
    status: 200,
    download,
    problems: ['overloaded'],
  }),
};
