import { buffer, text } from 'node:stream/consumers';
import type { Download } from '@orderhouse/contracts';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { addFailedJob } from '../../../tests/support/failed-job.ts';
import { addRefusingImport } from '../../../tests/support/import.ts';
import { openTestHouse } from '../../../tests/support/index.ts';
import { addNotification } from '../../../tests/support/notification.ts';
import { fitsBody } from '../../../tests/support/operations.ts';
import type { PersonName } from '../../../tests/support/people.ts';
import { cellsIn, partsOf } from '../../../tests/support/read-xlsx.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { encodeExport } from './encode-export.ts';
import { exportStoreList } from './export-store-list.ts';
import { type RecordExport, recordLists, type StoreExport } from './record-lists.ts';
import { recordRows } from './record-rows.ts';

const house = await openTestHouse();
const admin = house.as('admin');
const vendor = house.as('vendor');
/** Would be a formula. */
const evil = '=HYPERLINK("http://x.example")';

type Row = Record<string, unknown>;
type Input = { query?: Row; params?: { id: string } };
interface Kind {
  /** The list itself, page by page. */
  all(input: Input): AsyncIterable<object>;
  /** Leaves some of it. */
  filter: Row;
  /** The column in which a text stands that begins as a formula. */
  guarded?: string;
  /** Of what there is one list each. */
  of?: 'variant' | 'endpoint';
}

async function* categories(): AsyncIterable<object> {
  yield* (await admin.categories.list()).data;
}
const kinds: Readonly<Record<RecordExport, Kind>> = {
  stock: { all: (input) => admin.stock.list.all(input), filter: { low: true }, guarded: 'product_name' },
  stockAdjustments: {
    all: ({ params = { id: '' }, query = {} }) => admin.variants.listAdjustments.all({ params, query }),
    filter: { sort: '-created_at' },
    guarded: 'note',
    of: 'variant',
  },
  categories: { all: categories, filter: {}, guarded: 'name' },
  users: { all: (input) => admin.users.list.all(input), filter: { role: 'vendor', q: 'e' }, guarded: 'full_name' },
  imports: { all: (input) => admin.imports.list.all(input), filter: { kind: 'orders' }, guarded: 'file_name' },
  events: { all: (input) => admin.events.list.all(input), filter: { type: 'order.placed', sort: '-position' } },
  notifications: { all: (input) => admin.notifications.list.all(input), filter: { state: 'failed' } },
  jobs: { all: (input) => admin.jobs.list.all(input), filter: { task: 'mail.send' } },
  webhookEndpoints: {
    all: (input) => admin.webhookEndpoints.list.all(input),
    filter: { sort: 'created_at' },
    guarded: 'description',
  },
  webhookDeliveries: {
    all: ({ params = { id: '' }, query = {} }) => admin.webhookEndpoints.deliveries.all({ params, query }),
    filter: { status: 'delivered' },
    of: 'endpoint',
  },
};
const names = Object.keys(kinds) as RecordExport[];
const ids = { variant: '', endpoint: '' };
const paramsOf = ({ of }: Kind) => (of ? { params: { id: ids[of] } } : {});

function exported(name: RecordExport, query: Row = {}, by: PersonName = 'admin'): Promise<Download> {
  const call = house.as(by).exports[name] as (input: Input) => Promise<Download>;
  return call({ query, ...paramsOf(kinds[name]) });
}
const textOf = async (file: Promise<Download>) => text((await file).body as never);
const rowsOf = async (file: Promise<Download>) =>
  parse(await textOf(file), { columns: true }) as Record<string, string>[];
async function recordsOf(file: Promise<Download>): Promise<Row[]> {
  const lines = (await textOf(file)).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as Row);
}
async function listed({ all, ...kind }: Kind, query: Row): Promise<object[]> {
  return Array.fromAsync(all({ query, ...paramsOf(kind as Kind) }));
}
const columnsOf = (name: RecordExport) => recordRows(recordLists[name].row, recordLists[name].people).columns;

beforeAll(async () => {
  const product = await vendor.products.create({ body: { name: evil, sku: 'ODD-1', unit_price: 339, stock: 3 } });
  await vendor.products.create({ body: { name: 'Plenty', sku: 'MANY-1', unit_price: 5, stock: 900 } });
  await house.as('otherVendor').products.create({ body: { name: 'Theirs', sku: 'THEIRS-1', unit_price: 1, stock: 9 } });
  ids.variant = product.variants[0]?.id ?? '';
  const params = { id: ids.variant };
  await vendor.variants.adjustStock({ params, body: { delta: -1, reason: 'lost', note: evil } });
  await admin.categories.create({ body: { name: evil, slug: 'odd' } });
  await house.as('customer').auth.updateMe({ body: { full_name: evil, address: shippingAddress } });
  const order = await house.as('customer').orders.place({
    body: { lines: [{ sku: 'MANY-1', quantity: 1 }], shipping_address: shippingAddress },
  });
  await addRefusingImport(house, 'vendor');
  await vendor.imports.create({
    body: { kind: 'products', dry_run: true },
    file: new File(['sku\r\n'], '=1+1.csv'),
  });
  await addFailedJob(house);
  await addNotification(house, order.id);
  const endpoint = await admin.webhookEndpoints.create({
    body: { url: 'https://hooks.example.com/books', event_types: ['order.placed'], description: evil },
  });
  ids.endpoint = endpoint.id;
  await admin.webhookEndpoints.test({ params: { id: endpoint.id } });
  await awaitHorizon(house.databaseUrl);
});

describe.each(names)('%s', (name) => {
  const kind = kinds[name];
  const { row } = recordLists[name];

  test('as JSONL are what the list answers, and nothing that its contract does not know', async () => {
    const found = await listed(kind, {});
    expect(found.length).toBeGreaterThan(0);
    const records = await recordsOf(exported(name, { format: 'jsonl' }));
    expect(records).toEqual(found);
    const fits = fitsBody(row as never);
    for (const record of records) expect(fits(record), JSON.stringify(fits.errors)).toBe(true);
  });

  test('have the filters and the sort of the list', async () => {
    const found = await listed(kind, kind.filter);
    expect(await recordsOf(exported(name, { format: 'jsonl', ...kind.filter }))).toEqual(found);
  });

  test('as CSV: a column a field, a row each, no formula', async () => {
    const rows = await rowsOf(exported(name));
    expect(rows).toHaveLength((await listed(kind, {})).length);
    expect(Object.keys(rows[0] ?? {})).toEqual(columnsOf(name));
    if (kind.guarded !== undefined) {
      const cells = rows.map((cells) => cells[kind.guarded ?? ''] ?? '');
      expect(cells.filter((cell) => cell.startsWith("'="))).not.toEqual([]);
      expect(cells.filter((cell) => cell.startsWith('='))).toEqual([]);
    }
  });

  test('as XLSX have the same columns', async () => {
    const file = await exported(name, { format: 'xlsx' });
    expect(file.fileName).toMatch(/^[a-z-]+-\d{4}-\d\d-\d\d\.xlsx$/);
    const parts = await partsOf(await buffer(file.body as never));
    expect(cellsIn(parts.get('xl/worksheets/sheet1.xml') ?? '')[0]).toEqual(columnsOf(name));
  });

  test('of another store hold none of these, and customers have no file', async () => {
    const ours = new Set((await listed(kind, {})).map((record) => JSON.stringify(record)));
    if (kind.of) {
      await expect(exported(name, {}, 'strangeAdmin')).rejects.toMatchObject({ status: 404, code: 'not_found' });
    } else {
      const theirs = await recordsOf(exported(name, { format: 'jsonl' }, 'strangeAdmin'));
      expect(theirs.filter((record) => ours.has(JSON.stringify(record)))).toEqual([]);
    }
    await expect(exported(name, {}, 'customer')).rejects.toMatchObject({ status: 403, code: 'forbidden' });
  });

  test('are so many at once and no more', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => exported(name)));
    const refused = asked.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toMatchObject({ status: 503, code: 'overloaded', retryAfter: 5 });
    for (const one of asked) if (one.status === 'fulfilled') await text(one.value.body as never);
  });
});

test('the command line has of each list of the store what its admin sees', async () => {
  const caller = { storeId: house.people.admin.storeId, actorId: null, role: 'admin', sessionId: null } as const;
  const asked = names.filter((name): name is StoreExport => kinds[name].of === undefined);
  for (const name of asked) {
    const source = exportStoreList(house.runtime, caller, name);
    const { stream } = encodeExport(source, {}, house.runtime.clock.now());
    expect(await text(stream)).toBe(await textOf(exported(name)));
  }
});

test('an empty list is a file with its header alone', async () => {
  for (const name of ['stock', 'imports', 'jobs', 'webhookEndpoints', 'notifications'] as const) {
    expect(await textOf(exported(name, {}, 'strangeAdmin'))).toBe(`${columnsOf(name)}\r\n`);
  }
});

test('a vendor exports what it may list: its own stock, imports and events', async () => {
  const skus = async (by: PersonName, query: Row = {}) =>
    (await rowsOf(exported('stock', query, by))).map(({ sku }) => sku);
  expect(await skus('vendor')).toEqual(['ODD-1', 'MANY-1']);
  expect(await skus('vendor', { low: true })).toEqual(['ODD-1']);
  expect(await skus('otherVendor')).toEqual(['THEIRS-1']);
  const [level] = await rowsOf(exported('stock', {}, 'vendor'));
  expect(level).toMatchObject({ stock: '2', is_low: 'true', vendor_email: house.people.vendor.email });
  expect(await rowsOf(exported('imports', {}, 'otherVendor'))).toEqual([]);
  const told = await recordsOf(exported('events', { format: 'jsonl' }, 'otherVendor'));
  expect(told).toEqual(await Array.fromAsync(house.as('otherVendor').events.list.all()));
  for (const name of ['users', 'jobs', 'notifications', 'webhookEndpoints', 'webhookDeliveries'] as const) {
    await expect(exported(name, {}, 'vendor')).rejects.toMatchObject({ status: 403, code: 'forbidden' });
  }
});

test('people are told by their addresses, and no secret leaves', async () => {
  const rows = await rowsOf(exported('events', { type: 'stock.adjusted' }));
  const { email } = house.people.vendor;
  expect(rows.map(({ actor_email }) => actor_email)).toContain(email);
  expect(JSON.parse(rows.at(-1)?.data ?? '')).toMatchObject({ from: 3, to: 2 });
  expect(await textOf(exported('webhookEndpoints', { format: 'jsonl' }))).not.toMatch(/whsec|sealed|"secret/);
});

test('a list of several pages is a file that is whole', async () => {
  const adjustments = Array.from({ length: 600 }, () => ({ sku: 'MANY-1', delta: 1, reason: 'received' as const }));
  for (const _ of [1, 2]) await vendor.stock.adjust({ body: { adjustments } });
  const { data } = await vendor.stock.list({ query: { limit: 100 } });
  const params = { id: data.find(({ sku }) => sku === 'MANY-1')?.id ?? '' };
  const { body } = await vendor.exports.stockAdjustments({ params });
  const rows = parse(await text(body as never), { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(1 + 2 * adjustments.length);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  // 899 were left by the order.
  expect(rows[0]).toMatchObject({ delta: '1', stock: '2099' });
});
