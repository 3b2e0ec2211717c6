import { buffer, text } from 'node:stream/consumers';
import { type ExportFormat, Order, Product, type ProductInput, productFileColumns } from '@orderhouse/contracts';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { fitsBody } from '../../../tests/support/operations.ts';
import { cellsIn, partsOf } from '../../../tests/support/read-xlsx.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { unguardedCell } from '../platform/spreadsheet-cell.ts';
import { orderColumns } from './order-rows.ts';

const house = await openTestHouse();
const admin = house.as('admin');
const vendor = house.as('vendor');
const otherVendor = house.as('otherVendor');
const customer = house.as('customer');

type Query = { format?: ExportFormat; status?: string };
const lines = (body: ReadableStream<Uint8Array>) => text(body as never);

async function rowsOf(what: 'products' | 'orders', by = admin, query: Query = {}): Promise<Record<string, string>[]> {
  const { body } = await by.exports[what]({ query });
  return parse(await lines(body), { columns: true }) as Record<string, string>[];
}

const awkward: ProductInput = {
  name: '=HYPERLINK("x") “Größe” 😀, l’été',
  description: 'Two\r\nlines, "quoted",\nand three\n',
  variants: [
    { sku: '00123', title: 'Größe L', options: { size: 'L', colour: '-blue' }, unit_price: 339, stock: 7 },
    { sku: '44-A', unit_price: 5, low_stock_threshold: 3 },
  ],
};

beforeAll(async () => {
  await vendor.products.create({ body: awkward });
  await vendor.products.create({ body: { name: 'Draft', sku: 'DRAFT-1', unit_price: 1, stock: 9, status: 'draft' } });
  await otherVendor.products.create({ body: { name: 'Theirs', sku: 'THEIRS-1', unit_price: 1_000, stock: 9 } });
  const order = await customer.orders.place({
    body: {
      lines: [
        { sku: '00123', quantity: 2 },
        { sku: 'THEIRS-1', quantity: 1 },
      ],
      shipping_address: { ...shippingAddress, name: '@Ada, "Countess"' },
      notes: 'Leave it\nwith the neighbour',
    },
  });
  await admin.orders.updateStatus({ params: { id: order.id }, body: { status: 'processing' } });
  await vendor.orders.updateStatus({
    params: { id: order.id },
    body: { status: 'shipped', carrier: 'DHL', tracking_number: '007' },
  });
});

describe('products', () => {
  test('as CSV: a row a variant, as they are', async () => {
    const rows = await rowsOf('products');
    expect(Object.keys(rows[0] ?? {})).toEqual([...productFileColumns]);
    const row = rows.find(({ sku }) => sku === '00123') ?? expect.fail('a row');
    expect(row).toMatchObject({
      vendor_email: house.people.vendor.email,
      status: 'active',
      unit_price: '3.39',
      currency: 'GBP',
      stock: '5',
      low_stock_threshold: '',
      options: '{"size":"L","colour":"-blue"}',
    });
    expect([row.name, row.description].map((cell = '') => unguardedCell(cell))).toEqual([
      awkward.name,
      awkward.description,
    ]);
    expect(row.name).toMatch(/^'=/);
    expect(rows.find(({ sku }) => sku === '44-A')).toMatchObject({ unit_price: '0.05', low_stock_threshold: '3' });
  });

  test('of a vendor are its own, of any status; of a customer none', async () => {
    const skus = async (by = vendor, query: Query = {}) => (await rowsOf('products', by, query)).map(({ sku }) => sku);
    expect((await skus()).sort()).toEqual(['00123', '44-A', 'DRAFT-1']);
    expect(await skus(otherVendor)).toEqual(['THEIRS-1']);
    expect(await skus(vendor, { status: 'draft' })).toEqual(['DRAFT-1']);
    const other = { vendor_id: house.people.vendor.id };
    expect(await lines((await otherVendor.exports.products({ query: other })).body)).toBe(`${productFileColumns}\r\n`);
    await expect(customer.exports.products()).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    await expect(house.as(null).exports.orders()).rejects.toMatchObject({ status: 401 });
    expect(await rowsOf('products', house.as('strangeAdmin'))).toEqual([]);
  });

  test('as JSONL are what the API answers', async () => {
    const file = await admin.exports.products({ query: { format: 'jsonl' } });
    expect(file).toMatchObject({ contentType: 'application/jsonl' });
    expect(file.fileName).toMatch(/^products-\d{4}-\d\d-\d\d\.jsonl$/);
    const products = (await lines(file.body))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const fits = fitsBody(Product as never);
    for (const product of products) expect(fits(product), JSON.stringify(fits.errors)).toBe(true);
    const { data } = await admin.products.list({ query: { limit: 100 } });
    expect(products).toEqual(data);
  });
});

describe('orders', () => {
  test('as CSV: a row a line', async () => {
    const rows = await rowsOf('orders');
    expect(Object.keys(rows[0] ?? {})).toEqual([...orderColumns]);
    expect(rows).toMatchObject([
      {
        number: '1001',
        reference: '1001',
        status: 'processing',
        customer_email: house.people.customer.email,
        ship_name: `'@Ada, "Countess"`,
        notes: 'Leave it\nwith the neighbour',
        currency: 'GBP',
        total: '16.78',
        line_no: '1',
        sku: '00123',
        unit_price: '3.39',
        quantity: '2',
        line_total: '6.78',
        vendor_email: house.people.vendor.email,
        carrier: 'DHL',
        tracking_number: '007',
      },
      { number: '1001', line_no: '2', sku: 'THEIRS-1', vendor_email: house.people.otherVendor.email, carrier: '' },
    ]);
  });

  test('of a vendor are its own lines, and their total', async () => {
    expect(await rowsOf('orders', otherVendor)).toMatchObject([{ total: '10.00', sku: 'THEIRS-1', line_no: '2' }]);
    expect(await rowsOf('orders', admin, { status: 'pending' })).toEqual([]);
  });

  test('as JSONL and XLSX say the same', async () => {
    const json = await admin.exports.orders({ query: { format: 'jsonl' } });
    const [order] = (await lines(json.body))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const fits = fitsBody(Order as never);
    expect(fits(order), JSON.stringify(fits.errors)).toBe(true);
    expect(order).toEqual((await admin.orders.list()).data[0]);
    const sheet = await admin.exports.orders({ query: { format: 'xlsx' } });
    const parts = await partsOf(await buffer(sheet.body as never));
    const [header, first] = cellsIn(parts.get('xl/worksheets/sheet1.xml') ?? '');
    expect(header).toEqual([...orderColumns]);
    expect(first?.slice(0, 2)).toEqual([1001, '1001']);
    expect(first?.[orderColumns.indexOf('tracking_number')]).toBe('007');
  });
});

test.each(['products', 'orders'] as const)('of %s are so many at once and no more', async (what) => {
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => vendor.exports[what]()));
  const refused = asked.filter((one) => one.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  for (const { reason } of refused) expect(reason).toMatchObject({ status: 503, code: 'overloaded', retryAfter: 5 });
  expect(await rowsOf(what, vendor)).not.toEqual([]);
});
