import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHouse, type TestHouse } from '../../../tests/support/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { runDoctor } from '../system/index.ts';
import { describeImport, type ImportProgress, importOrders } from './index.ts';

const extract = join(import.meta.dirname, 'testdata/online-retail-extract.csv');
const root = join(import.meta.dirname, '../../..');
// The whole data set is no part of the repository; where it stands beside it, it is imported too.
const whole = join(root, '../shared/data/online-retail-2010-12-to-2011-05.csv.gz');
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

const house = await openTestHouse();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orderhouse-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Where = Pick<TestHouse, 'runtime' | 'storeId' | 'people'>;

/** Imports into the first store, or into the second one, which the extract does not go to. */
function importFile(
  file: string,
  progress?: (step: ImportProgress) => void,
  { runtime, storeId, people }: Where = house,
) {
  return importOrders(runtime, {
    storeId,
    file,
    vendorId: people.vendor.id,
    actorId: null,
    ...(progress && { progress }),
  });
}

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const looking = <T>(work: (connection: Connection) => Promise<T>) => house.runtime.database.transactAsSystem(work);

async function orderOf(reference: string) {
  return looking((connection) =>
    connection
      .selectFrom('orders')
      .selectAll()
      .where('external_reference', '=', reference)
      .where('store_id', '=', house.storeId)
      .executeTakeFirstOrThrow(),
  );
}

async function count(table: 'orders' | 'order_lines' | 'products' | 'import_rows'): Promise<number> {
  const { rows } = await looking((connection) =>
    sql<{ count: number }>`SELECT count(*) AS count FROM ${sql.table(table)}`.execute(connection),
  );
  return rows[0]?.count ?? -1;
}

// Counted from the file by other means than this program's.
const extractTotals = {
  rows: 297,
  rejected: { 'not a sale': 8, 'price not positive': 6, 'quantity below 1': 6, 'fraction of a penny': 1 },
  orders: 43,
  lines: 276,
  units: 2_750,
  revenue: 677_257,
  skus: 222,
  customers: 28,
  largest_order_lines: 40,
};

it('imports a file once, whoever asks, however often and from two sides at once', async () => {
  const file = join(folder, 'extract.csv');
  await copyFile(extract, file);
  const [one, other] = await Promise.all([importFile(file), importFile(file)]);
  expect(one).toMatchObject(extractTotals);
  expect(other).toMatchObject(extractTotals);
  expect(one.orders_imported + other.orders_imported).toBe(43);
  expect(one.products_created + other.products_created).toBe(222);

  const again = await importFile(file);
  expect(again).toMatchObject({ ...extractTotals, orders_imported: 0, orders_already_there: 43, products_created: 0 });
  expect(await count('orders')).toBe(43);
  expect(await count('order_lines')).toBe(276);
  expect(await count('import_rows')).toBe(0);
  expect((await runDoctor(house.runtime)).findings.filter(({ faults }) => faults.length > 0)).toEqual([]);
});

it('tells the totals and the rejected rows in words', async () => {
  const file = join(folder, 'extract.csv');
  const text = describeImport(await importFile(file));
  expect(text).toMatch(/orders already there +43\n/);
  expect(text).toMatch(/revenue +£6,772\.57\n/);
  expect(text).toMatch(/ {2}fraction of a penny +1\n/);
});

it('writes history: delivered, paid, at its own time, taking no stock', async () => {
  const order = await orderOf('542806');
  expect(order).toMatchObject({
    status: 'delivered',
    payment_status: 'paid',
    import_source: 'online-retail',
    customer_id: null,
    currency: 'GBP',
  });
  const answer = await house.request({ method: 'GET', url: `/api/v1/orders/${order.id}`, as: 'admin' });
  expect(answer.body).toMatchObject({ imported: true, external_reference: '542806' });
  expect(answer.body.lines.map((line: { line_no: number }) => line.line_no)).toEqual(
    answer.body.lines.map((_: unknown, index: number) => index + 1),
  );
  const timeline = await house.request({ method: 'GET', url: `/api/v1/orders/${order.id}/events`, as: 'admin' });
  expect(timeline.body.data.map((event: { type: string }) => event.type)).toEqual(['order.imported']);
});

it('writes rejected rows beside the file, with line number and reason first, and leaves nothing else', async () => {
  const text = await readFile(join(folder, 'extract.csv.rejected.csv'), 'utf8');
  const lines = text.trimEnd().split('\n');
  expect(lines[0]).toBe(`line_number,reason,${header}`);
  expect(lines).toHaveLength(1 + 21);
  const source = (await readFile(extract, 'utf8')).split('\n');
  const cancelled = lines.find((line) => line.includes('not a sale'));
  const [number] = cancelled?.split(',') ?? [];
  expect(source[Number(number) - 1]).toMatch(/^C\d{6},/);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('reads quotes, line breaks, a byte order mark, other columns and their order, and gzip', async () => {
  const text = [
    '\uFEFFCountry,InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Till',
    'EIRE,600001,QUOTED,"SAID ""TEA, PLEASE""\r\nMUG",2,2011-05-31 16:05:00,1.5,,7',
    'EIRE,600001,QUOTED,12" RULER,1,2011-05-31 16:05:00,1.5,,7',
    '',
    'EIRE,600002,,NO SKU,1,2011-05-31 16:05:00,1.5,,7',
    'EIRE,600002,SHORT',
    'EIRE,600001,late,BACK AGAIN,1,2011-05-31 16:06:00,2,12345.0,7',
  ].join('\r\n');
  const report = await importFile(await written('odd.csv.gz', gzipSync(text)));
  expect(report).toMatchObject({ rows: 5, orders_imported: 1, lines: 3, revenue: 650 });
  expect(report.rejected).toEqual({
    'unreadable: StockCode is missing': 1,
    'unreadable: 3 columns instead of 9': 1,
  });
  const rejected = await readFile(join(folder, 'odd.csv.gz.rejected.csv'), 'utf8');
  expect(rejected).toMatch(/^6,unreadable: StockCode is missing,EIRE,600002/m);
  expect(rejected).toMatch(/^7,unreadable: 3 columns instead of 9,EIRE,600002,SHORT$/m);
  const order = await orderOf('600001');
  expect(order).toMatchObject({
    placed_at: '2011-05-31T15:05:00.000Z',
    shipping_address: { country: 'IE' },
    customer_reference: '12345',
  });
  const answer = await house.request({ method: 'GET', url: `/api/v1/orders/${order.id}`, as: 'admin' });
  expect(answer.body.lines.map((line: { name: string }) => line.name)).toEqual([
    'SAID "TEA, PLEASE" MUG',
    '12" RULER',
    'BACK AGAIN',
  ]);
});

it.each([
  ['empty.csv', '', /empty/],
  ['renamed.csv', header.replace('UnitPrice', 'Price'), /lacks UnitPrice/],
  ['other.csv', 'name;price\nmug;2', /lacks InvoiceNo/],
  ['twice.csv', `${header},Country`, /two columns are named Country/],
  ['unclosed.csv', `${header}\n600010,A,"MUG,1,2011-05-31 16:05:00,1.5,,UK\n`, /cannot be read as CSV/],
  ['broken.csv.gz', gzipSync(`${header}\n`.repeat(500)).subarray(0, 30), /cannot be read/],
  ['binary.csv', Buffer.from([0, 1, 2, 3, 250, 251]), /lacks InvoiceNo/],
])('refuses %s and imports nothing', async (name, content, told) => {
  const before = await count('orders');
  await expect(importFile(await written(name, content))).rejects.toMatchObject({
    name: 'ImportRefused',
    message: expect.stringMatching(told),
  });
  expect(await count('orders')).toBe(before);
  expect(await count('import_rows')).toBe(0);
  expect((await readdir(folder)).filter((file) => file.startsWith(`${name}.rejected`))).toEqual([]);
});

it('refuses a file that is not there, and products without an owner', async () => {
  await expect(importFile(join(folder, 'nowhere.csv'))).rejects.toThrow(/no such file/);
  const wanted = { storeId: house.storeId, file: extract, actorId: null, vendorId: house.people.customer.id };
  await expect(importOrders(house.runtime, wanted)).rejects.toThrow(/active vendor or admin/);
  const { id } = await house.as('admin').users.create({
    body: { email: 'gone@shop.test', password: 'A-good-Passw0rd', full_name: 'Gone', role: 'vendor' },
  });
  await house.as('admin').users.update({ params: { id }, body: { is_active: false } });
  await expect(importOrders(house.runtime, { ...wanted, vendorId: id })).rejects.toThrow(/active vendor or admin/);
});

it('says so when rejected rows cannot be written, and imports all the same', async () => {
  const wanted = { storeId: house.storeId, file: extract, actorId: null, vendorId: house.people.vendor.id };
  const rejectedFile = join(folder, 'no-such-folder/rejected.csv');
  const report = await importOrders(house.runtime, { ...wanted, rejectedFile });
  expect(report).toMatchObject({ ...extractTotals, rejected_file: null });
  expect(describeImport(report)).toMatch(/nowhere: .*rejected\.csv cannot be written: ENOENT/);
});

const wholeTotals = {
  rows: 209_029,
  rejected: { 'not a sale': 3_783, 'price not positive': 641, 'quantity below 1': 651, 'fraction of a penny': 1 },
  orders: 8_126,
  lines: 203_953,
  units: 2_112_657,
  revenue: 406_472_659,
  skus: 3_296,
  customers: 2_718,
  largest_order_lines: 675,
};

/** Imports by the command line, and kills it once so many orders stand. */
async function importAndKill(file: string, ordersMin: number): Promise<void> {
  const command = ['server/src/main.ts', 'import', 'orders', file, '--format', 'online-retail', '--store', 'elsewhere'];
  const env = { ...process.env, DATABASE_URL: house.databaseUrl, NODE_ENV: 'test', LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  let told = '';
  for await (const text of child.stderr) {
    told += text;
    if (new RegExp(`orders ${ordersMin} %`).test(told)) child.kill('SIGKILL');
  }
  expect(await ended, told).toBe('SIGKILL');
}

it.skipIf(!existsSync(whole))(
  'imports the whole data set, also when it was killed half way, and nothing twice',
  { timeout: 180_000 },
  async () => {
    const { otherStoreId: storeId, people, runtime } = house;
    const where: Where = { runtime, storeId, people: { ...people, vendor: people.strangeVendor } };
    const file = join(folder, basename(whole));
    await copyFile(whole, file);
    await importAndKill(file, 30);

    const completed = await importFile(file, undefined, where);
    expect(completed).toMatchObject(wholeTotals);
    expect(completed.orders_already_there).toBeGreaterThan(0);
    expect(completed.orders_imported).toBeGreaterThan(0);
    expect(completed.orders_already_there + completed.orders_imported).toBe(8_126);

    const phases = new Set<string>();
    const again = await importFile(file, ({ phase }) => phases.add(phase), where);
    expect(again).toMatchObject({
      ...wholeTotals,
      orders_imported: 0,
      orders_already_there: 8_126,
      products_created: 0,
    });
    expect([...phases]).toEqual(['reading', 'orders']);
    expect((await runDoctor(runtime)).ok).toBe(true);
  },
);
