import { type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { users } from './accounts.ts';
import { catalogue } from './catalogue.ts';
import { categories } from './categories.ts';
import { events } from './event-log.ts';
import { imports } from './imports.ts';
import { stock, variantStock } from './inventory.ts';
import { jobs } from './jobs.ts';
import { notifications } from './notifications.ts';
import { orders } from './orders.ts';
import { may, type Permission } from './permissions.ts';
import { type Route, route } from './route.ts';
import { OneOf, Shape } from './schemas.ts';
import { webhookEndpoints } from './webhooks.ts';

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

type Paging = 'limit' | 'cursor' | 'count';
type FileQuery<Q> = TObject<typeof file & (Q extends TObject<infer T> ? Omit<T, Paging> : unknown)>;

/** How the file is wanted, with the filters and the sort of the list: a file has all of it, and no pages. */
function fileQuery<Q extends TObject | undefined>(query: Q): FileQuery<Q> {
  const { limit: _, cursor: __, count: ___, ...filters } = (query?.properties ?? {}) as TProperties;
  return Shape({ ...file, ...filters }) as unknown as FileQuery<Q>;
}

const tag = 'Exports';
const download = [exportFormats.csv, exportFormats.jsonl, exportFormats.xlsx] as const;
const shape =
  'CSV and XLSX guard against formulas: a text that begins as one has an apostrophe in front. JSONL has what the API answers, one a line. Read page by page as things are at that moment; it breaks off when it cannot be finished.';

/** A list that any customer may read is still no file for it. */
const permissionOf = (list: Permission): Permission => (may('customer', list) ? 'exports:run' : list);

interface ListRoute extends Route {
  readonly query?: TObject;
}

type ParamsSchema<L> = L extends { params: infer P extends TSchema } ? P : undefined;

/** The export of a list, a row for each of its rows: its path is that of the list, below `/exports`. */
function exportOf<const L extends ListRoute>(list: L, summary: string) {
  return route({
    method: 'GET',
    path: `/exports${list.path}`,
    tag,
    summary,
    description: `Those of \`GET ${list.path}\` with the same filters, as the caller sees them. ${shape}`,
    permission: permissionOf(list.permission),
    params: list.params as ParamsSchema<L>,
    query: fileQuery<L['query']>(list.query),
    status: 200,
    download,
    problems: [...(list.problems ?? []), 'overloaded'],
  });
}

export const exports = {
  products: route({
    method: 'GET',
    path: '/exports/products',
    tag,
    summary: 'Products as a file, a row a variant',
    description: `Those of the list with the same filters; of a vendor its own alone. ${shape}`,
    permission: 'exports:run',
    query: fileQuery(catalogue.list.query),
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
    query: fileQuery(orders.list.query),
    status: 200,
    download,
    problems: ['overloaded'],
  }),
  stock: exportOf(stock.list, 'What is in stock as a file'),
  stockAdjustments: exportOf(variantStock.listAdjustments, 'How the stock of a variant came about, as a file'),
  categories: exportOf(categories.list, 'The tree of categories as a file'),
  users: exportOf(users.list, 'The accounts of the store as a file'),
  imports: exportOf(imports.list, 'Imports as a file'),
  events: exportOf(events.list, 'What happened, as a file'),
  notifications: exportOf(notifications.list, 'What was mailed to whom, as a file'),
  jobs: exportOf(jobs.list, 'The store’s jobs that have failed for good, as a file'),
  webhookEndpoints: exportOf(webhookEndpoints.list, 'Where the store’s events are sent, as a file'),
  webhookDeliveries: exportOf(webhookEndpoints.deliveries, 'What was sent to an endpoint, as a file'),
};
