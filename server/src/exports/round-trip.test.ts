import { text } from 'node:stream/consumers';
import { type ExportFormat, type Import, type ImportOptions, limits, type ProductInput } from '@orderhouse/contracts';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { contentsOf } from '../../../tests/support/contents.ts';
import { openTestHouse } from '../../../tests/support/index.ts';
import type { PersonName } from '../../../tests/support/people.ts';
import { readLog } from '../../../tests/support/read-log.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { createImportHandlers } from '../imports/index.ts';

/** What is exported can be imported again: into the same store without a change, into an empty one as the same. */
const house = await openTestHouse();
const { runtime, queue, files } = house;
const handlers = createImportHandlers({ runtime, queue, files });
const admin = house.as('admin');
const vendor = house.as('vendor');
const customer = house.as('customer');

const products: ProductInput[] = [
  {
    name: '=HYPERLINK("http://x") “Größe” 😀, l’été',
    description: 'Two lines,\n"quoted",\n\nand a third: 日本語',
    variants: [
      { sku: '00123', title: 'Größe "L"', options: { size: 'L', colour: '=blue, "dark"' }, unit_price: 339, stock: 7 },
      { sku: '00123-S', title: '-S', options: { size: 'S' }, unit_price: 5, stock: 0, low_stock_threshold: 3 },
    ],
  },
  { name: "'quoted' at the beginning", sku: 'APOSTROPHE', unit_price: 120_000, stock: 1, description: "'=1" },
  { name: '@home, +1, -2 🧑‍🚀', sku: 'A b.c/d+e-f', unit_price: 0, stock: 3, status: 'draft' },
  { name: 'Old, "archived"', sku: 'ARCHIVED', unit_price: 1, stock: 9, status: 'archived' },
];

async function exported(kind: 'products' | 'orders', format: ExportFormat, as: PersonName = 'admin'): Promise<string> {
  return text((await house.as(as).exports[kind]({ query: { format } })).body as never);
}

async function bring(
  kind: Import['kind'],
  format: 'csv' | 'jsonl',
  content: string,
  as: PersonName,
  options: ImportOptions = {},
): Promise<Import> {
  const file = new File([content], `${kind}.${format}`);
  const { id } = await house.as(as).imports.create({ body: { kind, format, ...options }, file });
  const { storeId } = house.people[as];
  const payload = { store_id: storeId, import_id: id };
  await handlers['import.run']?.({ task: 'import.run', key: id, payload, attempt: 1, attempts_max: 3 });
  const done = await house.as(as).imports.get({ params: { id } });
  const { data } = await house.as(as).imports.errors({ params: { id }, query: { limit: limits.page_max } });
  expect(data, JSON.stringify(done)).toEqual([]);
  return done;
}

beforeAll(async () => {
  const parent = await admin.categories.create({ body: { name: 'Lighting', slug: 'lighting' } });
  const child = await admin.categories.create({ body: { name: 'Lanterns', slug: 'lanterns', parent_id: parent.id } });
  for (const [index, body] of products.entries()) {
    const category_ids = [[child.id, parent.id], [child.id], [], []][index] ?? [];
    await vendor.products.create({ body: { ...body, category_ids } });
  }
  const order = await customer.orders.place({
    body: {
      lines: [
        { sku: '00123', quantity: 2 },
        { sku: 'APOSTROPHE', quantity: 1 },
      ],
      shipping_address: { ...shippingAddress, name: '@Ada, "Countess" of Łódź' },
      notes: '=leave it\nwith the “neighbour” 😀',
    },
  });
  await admin.orders.updateStatus({ params: { id: order.id }, body: { status: 'processing' } });
  const shipped = { status: 'shipped', carrier: '+DHL', tracking_number: '007' } as const;
  await admin.orders.updateStatus({ params: { id: order.id }, body: shipped });
  const lines = [{ sku: '00123', quantity: 1 }];
  const { id } = await customer.orders.place({ body: { lines, shipping_address: shippingAddress } });
  runtime.clock.advance(60);
  await customer.orders.cancel({ params: { id } });
});

const ordersPlaced = 2;
const untouched = [
  'products',
  'variants',
  'orders',
  'order_lines',
  'fulfillments',
  'stock_adjustments',
  'categories',
  'product_categories',
];

describe.each(['products', 'orders'] as const)('%s', (kind) => {
  test.each(['csv', 'jsonl'] as const)('as %s go back into their store and change nothing', async (format) => {
    const file = await exported(kind, format);
    const before = await contentsOf(house.databaseUrl);
    const logged = (await readLog(house)).length;
    const done = await bring(kind, format, file, 'admin');
    expect(done).toMatchObject({ status: 'finished', created: 0, updated: 0, refused: 0, warnings: 0 });
    expect(done.unchanged).toBe(kind === 'products' ? products.length : ordersPlaced);
    const after = await contentsOf(house.databaseUrl);
    for (const table of untouched) expect(after[table], table).toBe(before[table]);
    const news = (await readLog(house)).slice(logged).map(({ type }) => type);
    expect(news.filter((type) => !type.startsWith('import.'))).toEqual([]);
    expect(await exported(kind, format)).toBe(file);
  });
});

const nameOf = ({ reference, sku, line_no }: Record<string, string>) => `${reference} ${sku} ${line_no}`;

/** Without what another store gives anew: ids, and people that it does not know. */
function compared(file: string, own: readonly string[]): Record<string, string>[] {
  const rows = parse(file, { columns: true }) as Record<string, string>[];
  const kept = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !own.includes(name))));
  return kept.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

// The vendors of one store are nobody in another: what names none is the importing admin's.
const withoutVendors = (file: string) => file.replaceAll(house.people.vendor.email, '');

test('products go into an empty store and come out of it as they were, but for ids and vendors', async () => {
  const own = ['product_id', 'vendor_email', 'image_urls'];
  const file = await exported('products', 'csv');
  const done = await bring('products', 'csv', withoutVendors(file), 'strangeAdmin', { create_categories: true });
  expect(done).toMatchObject({ status: 'finished', created: products.length, updated: 0, problem: null });
  expect(compared(await exported('products', 'csv', 'strangeAdmin'), own)).toEqual(compared(file, own));
});

const cancellationsOf = async (by: PersonName) => {
  const { data } = await house.as(by).orders.list({ query: { sort: 'placed_at' } });
  return data.map(({ cancelled_at }) => cancelled_at);
};

test('orders go into an empty store and come out of it as they were, but for numbers and vendors', async () => {
  const own = ['number', 'vendor_email'];
  const file = await exported('orders', 'csv');
  const done = await bring('orders', 'csv', withoutVendors(file), 'strangeAdmin');
  expect(done).toMatchObject({ status: 'finished', created: ordersPlaced, problem: null });
  expect(compared(await exported('orders', 'csv', 'strangeAdmin'), own)).toEqual(compared(file, own));
  const cancellations = await cancellationsOf('strangeAdmin');
  expect(cancellations).toEqual(await cancellationsOf('admin'));
  expect(cancellations.filter((at) => at !== null)).toHaveLength(1);
});
