import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Import } from '@orderhouse/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { runDoctor } from '../system/index.ts';
import { createImportHandlers } from './index.ts';

const house = await openTestHouse();
const { runtime, queue, files, storeId } = house;
const handlers = createImportHandlers({ runtime, queue, files });
const admin = house.as('admin');

async function bring(content: string, format: Import['format'] = 'csv', dry_run = false): Promise<Import> {
  const file = new File([content], `orders.${format}`);
  const body = { kind: 'orders', format, ...(dry_run && { dry_run }) } as const;
  const { id } = await admin.imports.create({ body, file });
  const payload = { store_id: storeId, import_id: id };
  await handlers['import.run']?.({ task: 'import.run', key: id, payload, attempt: 1, attempts_max: 3 });
  return admin.imports.get({ params: { id } });
}

const faultsOf = async (id: string) => {
  const { data } = await admin.imports.errors({ params: { id }, query: {} });
  return data.map(({ line_number, column, reason }) => `${line_number} ${column}: ${reason}`);
};
const ordersNow = async () => (await admin.orders.list({ query: { limit: 100, sort: 'placed_at' } })).data;

beforeAll(async () => {
  await admin.products.create({ body: { name: 'Lantern', sku: 'LANTERN', unit_price: 339, stock: 10 } });
  await house.as('vendor').products.create({ body: { name: 'Box', sku: 'BOX', unit_price: 100, stock: 10 } });
});

const header =
  'reference,placed_at,status,payment_status,customer_email,customer_name,ship_name,ship_city,ship_country,currency,total,sku,name,unit_price,quantity,line_total,carrier,tracking_number';

describe('orders of a file', () => {
  const text = `${header}
A-1,2024-02-29T23:30:00+01:00,shipped,paid,zoë@example.com,Zoë Ångström,Zoë,Malmö,SE,GBP,9.78,lantern,"Old ""lantern"" 🏮",3.39,2,6.78,DHL,JD01
A-1,2024-02-29T23:30:00+01:00,shipped,paid,zoë@example.com,Zoë Ångström,Zoë,Malmö,SE,GBP,9.78,BOX,Box,1.00,3,3.00,,
A-2,2024-03-01T09:00:00Z,,,,,,,,,,BOX,,1,1,,,
A-3,2024-03-01T09:00:00Z,,,,,,,,,,NOTHING,,1,1,,,
A-4,2024-02-30T09:00:00Z,,,,,,,,,,BOX,,1,1,,,
A-5,2024-03-01 09:00,,,,,,,,,,BOX,,1,1,,,
A-6,2024-03-01T09:00:00Z,,,,,,,,,5.00,BOX,,1,2,,,
`;

  test('become history: no stock is taken, and nothing is guessed', async () => {
    const dry = await bring(text, 'csv', true);
    expect(dry).toMatchObject({ status: 'finished', created: 2, refused: 4 });
    expect(await ordersNow()).toEqual([]);
    const done = await bring(text);
    expect(done).toMatchObject({ status: 'finished', created: 2, refused: 4, refused_rows: 4, rows_done: 7 });
    expect(await faultsOf(done.id)).toEqual([
      '5 sku: the store has nothing of the SKU NOTHING; bring the products in first',
      '6 placed_at: “2024-02-30T09:00:00Z” is no time with its zone such as 2026-01-31T09:30:00Z',
      '7 placed_at: “2024-03-01 09:00” is no time with its zone such as 2026-01-31T09:30:00Z',
      '8 total: is not the sum of the lines',
    ]);
    expect(await faultsOf(dry.id)).toEqual(await faultsOf(done.id));
    const [first, second] = await ordersNow();
    const order = await admin.orders.get({ params: { id: first?.id ?? '' } });
    expect(order).toMatchObject({
      ...{ status: 'shipped', payment_status: 'paid', total: 978, imported: true, external_reference: 'A-1' },
      placed_at: '2024-02-29T22:30:00.000Z',
      customer: { id: null, full_name: 'Zoë Ångström', email: 'zoë@example.com' },
      shipping_address: { name: 'Zoë', city: 'Malmö', country: 'SE' },
      lines: [
        { sku: 'lantern', name: 'Old "lantern" 🏮', unit_price: 339, quantity: 2, vendor_id: house.people.admin.id },
        { sku: 'BOX', quantity: 3, vendor_id: house.people.vendor.id },
      ],
    });
    expect(order.fulfillments.map(({ status, carrier }) => [status, carrier])).toEqual(
      expect.arrayContaining([
        ['shipped', 'DHL'],
        ['shipped', null],
      ]),
    );
    expect(second).toMatchObject({ status: 'delivered', payment_status: 'paid', total: 100 });
    const { data } = await admin.products.list({ query: {} });
    expect(data.flatMap(({ variants }) => variants.map(({ stock }) => stock))).toEqual([10, 10]);
  });

  test('are there already when they come again, by reference or as our own', async () => {
    expect(await bring(text)).toMatchObject({ created: 0, unchanged: 2, refused: 4 });
    const [own] = await ordersNow();
    const number = own?.number;
    const ours = `${header}
${number},2024-02-29T22:30:00Z,,,,,,,,,,BOX,,9.78,1,,,
`;
    expect(await bring(ours)).toMatchObject({ created: 0, unchanged: 1 });
    // The number is ours, the order is not.
    expect(await bring(ours.replace('9.78', '9.79'))).toMatchObject({ created: 1 });
  });

  test('whose lines are scattered are refused to the last of them, also when the first were wrong', async () => {
    const columns = 'reference,placed_at,sku,unit_price,quantity';
    const at = '2024-03-01T09:00:00Z';
    const done = await bring(`${columns}\nS-1,${at},BOX,free,1\nS-2,${at},BOX,1,1\nS-1,${at},BOX,1,1\n`);
    expect(done).toMatchObject({ created: 1, refused: 2, refused_rows: 2 });
    expect(await faultsOf(done.id)).toEqual([
      '2 unit_price: “free” is no amount such as 1299.00',
      '4 reference: the lines of an order stand together; it began on line 2',
    ]);
  });

  test('with more lines than may be are refused to the last of them', async () => {
    const line = (n: number) => `LONG,2024-03-01T09:00:00Z,BOX,1,${n}`;
    const lines = Array.from({ length: 5_002 }, (_, n) => line(n + 1));
    const done = await bring(`reference,placed_at,sku,unit_price,quantity\n${lines.join('\n')}\n`);
    expect(done).toMatchObject({ status: 'finished', created: 0, refused_rows: 5_002 });
  });

  test('come as the API tells of them, too', async () => {
    const order = await admin.orders.get({ params: { id: (await ordersNow())[0]?.id ?? '' } });
    expect(await bring(`${JSON.stringify(order)}\n`, 'jsonl')).toMatchObject({ unchanged: 1, refused: 0 });
    const other = { ...order, external_reference: 'J-1' };
    const wrong = { ...other, external_reference: 'J-2', total: 1 };
    const done = await bring(`${JSON.stringify(other)}\n{"reference":\n${JSON.stringify(wrong)}\n`, 'jsonl');
    expect(done).toMatchObject({ created: 1, refused: 2 });
    const faults = await faultsOf(done.id);
    expect(faults[0]).toContain('2 null: is no JSON');
    expect(faults[1]).toBe('3 total: is not the sum of the lines');
  });
});

describe('when an order was cancelled', () => {
  const columns = 'reference,placed_at,cancelled_at,status,sku,unit_price,quantity';
  const placed_at = '2024-03-01T09:00:00Z';
  const cancellationOf = async (reference: string) => {
    const order = (await ordersNow()).find(({ external_reference }) => external_reference === reference);
    return order?.cancelled_at;
  };

  test('is what the file says, otherwise when it was placed', async () => {
    const row = (reference: string, at: string) => `${reference},${placed_at},${at},cancelled,BOX,1,1\n`;
    const csv = `${columns}\n${row('C-1', '2024-03-01T10:04:00+01:00')}${row('C-2', '')}`;
    expect(await bring(csv)).toMatchObject({ created: 2, refused: 0 });
    const lines = [{ sku: 'BOX', unit_price: 100, quantity: 1 }];
    const order = { reference: 'C-3', placed_at, status: 'cancelled', cancelled_at: '2024-03-01T09:04:00Z', lines };
    expect(await bring(`${JSON.stringify(order)}\n`, 'jsonl')).toMatchObject({ created: 1, refused: 0 });
    const found = await Promise.all(['C-1', 'C-2', 'C-3'].map(cancellationOf));
    expect(found).toEqual(['2024-03-01T09:04:00.000Z', '2024-03-01T09:00:00.000Z', '2024-03-01T09:04:00.000Z']);
  });

  test('what was paid is owed back by whom it was cancelled at, and by nobody here', async () => {
    const row = (reference: string, status: string) => `${reference},${placed_at},,${status},BOX,1,1\n`;
    expect(await bring(`${columns}\n${row('P-1', 'cancelled')}${row('P-2', 'processing')}`)).toMatchObject({
      created: 2,
    });
    const orders = await ordersNow();
    const cancelledThere = orders.find(({ external_reference }) => external_reference === 'P-1');
    expect(cancelledThere).toMatchObject({ status: 'cancelled', payment_status: 'paid', imported: true });
    const owedBack = async () => {
      const { findings } = await runDoctor(runtime);
      return findings.find(({ name }) => name === 'refunds due')?.faults;
    };
    expect(await owedBack()).toEqual([]);
    const goesOnHere = orders.find(({ external_reference }) => external_reference === 'P-2');
    const params = { id: goesOnHere?.id ?? '' };
    expect(await admin.orders.cancel({ params, body: {} })).toMatchObject({ payment_status: 'paid' });
    expect(await owedBack()).toEqual([]);
    await ask(house.databaseUrl, 'ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
    await ask(house.databaseUrl, `DELETE FROM events WHERE type = 'payment.refund_due'`);
    await ask(house.databaseUrl, 'ALTER TABLE events FORCE ROW LEVEL SECURITY');
    expect(await owedBack()).toMatchObject([{ order_id: params.id }]);
  });

  test('is refused where it cannot be', async () => {
    const row = (at: string, status: string) => `X,${placed_at},${at},${status},BOX,1,1\n`;
    const csv = [row('yesterday', 'cancelled'), row('2024-03-01T08:59:59Z', 'cancelled'), row(placed_at, 'shipped')];
    for (const [index, text] of csv.entries()) {
      const { id } = await bring(`${columns}\n${text}`);
      expect(await faultsOf(id)).toEqual([`2 cancelled_at: ${wrong[index]}`]);
    }
    const lines = [{ sku: 'BOX', unit_price: 100, quantity: 1 }];
    const order = { reference: 'X', placed_at, status: 'shipped', cancelled_at: placed_at, lines };
    const { id } = await bring(`${JSON.stringify(order)}\n`, 'jsonl');
    expect(await faultsOf(id)).toEqual([`1 cancelled_at: ${wrong[2]}`]);
  });
  const wrong = [
    '“yesterday” is no time with its zone such as 2026-01-31T09:30:00Z',
    'is before the order was placed',
    'is the time of a cancellation, and the order is shipped',
  ];
});

test('the format online-retail comes by the API as well', async () => {
  const text = readFileSync(join(import.meta.dirname, 'testdata/online-retail-extract.csv'), 'utf8');
  const done = await bring(text, 'online-retail');
  expect(done).toMatchObject({ status: 'finished', problem: null });
  expect(done.created).toBeGreaterThan(0);
  expect(done.rows_total).toBe(done.rows_done);
  const { total } = await admin.imports.errors({ params: { id: done.id }, query: { count: true } });
  expect(total).toBe(done.refused_rows);
  expect(await bring(text, 'online-retail')).toMatchObject({ created: 0, unchanged: done.created });
});

test('what came in the format online-retail goes out and comes in again without a change', async () => {
  for (const format of ['csv', 'jsonl'] as const) {
    const { body } = await admin.exports.orders({ query: { format } });
    const file = await new Response(body).text();
    expect(file).toContain('Channel Islands');
    const done = await bring(file, format);
    expect(await faultsOf(done.id)).toEqual([]);
    expect(done).toMatchObject({ status: 'finished', created: 0, refused: 0 });
  }
});

test('what the format online-retail does not heed is refused with it', async () => {
  const file = new File(['x'], 'x.csv');
  for (const option of [{ dry_run: true }, { encoding: 'windows-1252' }, { decimal: ',' }] as const) {
    const body = { kind: 'orders', format: 'online-retail', ...option } as const;
    await expect(admin.imports.create({ body, file })).rejects.toMatchObject({ code: 'validation_failed' });
  }
});
