import type { Import } from '@orderhouse/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { openProductImportHouse } from '../../../tests/support/product-import-house.ts';
import { readLog } from '../../../tests/support/read-log.ts';

const { house, admin, bring, faultsOf, productOf } = await openProductImportHouse();

const header =
  'product_id,name,description,status,vendor_email,categories,sku,variant_title,options,unit_price,currency,stock';

describe('a file of products', () => {
  const text = `${header}
,White lantern,"For ""tea"" lights,
and more 🏮",active,,,IMP-1,,,3.39,GBP,12
,Café chair,,draft,,,IMP-2-S,Small,"{""size"":""S""}",10,GBP,0
,Café chair,,draft,,,IMP-2-L,Large,"{""size"":""L""}",12.50,GBP,7
`;
  let done: Import;

  beforeAll(async () => {
    done = await bring(text);
  });

  test('becomes products with their variants and stock', async () => {
    expect(done).toMatchObject({
      ...{ status: 'finished', rows_total: 3, rows_done: 3, problem: null, refused: 0, warnings: 0 },
      ...{ created: 2, updated: 0, unchanged: 0, file_name: 'products.csv' },
      notes: ['read as utf-8', 'columns are parted by comma, as the first line shows'],
    });
    expect(await productOf('IMP-1')).toMatchObject({
      ...{ name: 'White lantern', description: 'For "tea" lights,\nand more 🏮', status: 'active' },
      vendor_id: house.people.admin.id,
      variants: [{ sku: 'IMP-1', unit_price: 339, stock: 12 }],
    });
    expect(await productOf('IMP-2-L')).toMatchObject({
      status: 'draft',
      variants: [
        { sku: 'IMP-2-S', title: 'Small', options: { size: 'S' }, unit_price: 1000, stock: 0 },
        { sku: 'IMP-2-L', title: 'Large', options: { size: 'L' }, unit_price: 1250, stock: 7 },
      ],
    });
    const id = (await productOf('IMP-2-L'))?.variants[1]?.id ?? '';
    const { data } = await admin.variants.listAdjustments({ params: { id } });
    expect(data).toMatchObject([{ delta: 7, reason: 'initial', stock: 7, actor_id: house.people.admin.id }]);
  });

  test('tells of itself in the log', async () => {
    const log = await readLog(house);
    const own = log.filter(({ subject_id }) => subject_id === done.id).map(({ type }) => type);
    expect(own).toEqual(['import.queued', 'import.started', 'import.finished']);
    const id = (await productOf('IMP-1'))?.id;
    expect(log.filter(({ subject_id }) => subject_id === id)).toMatchObject([
      { type: 'product.created', actor_id: house.people.admin.id },
    ]);
  });

  test('changes nothing when it comes again', async () => {
    const before = await readLog(house);
    const again = await bring(text);
    expect(again).toMatchObject({ status: 'finished', created: 0, updated: 0, unchanged: 2, refused: 0, warnings: 0 });
    const after = await readLog(house);
    expect(after.slice(before.length).map(({ type }) => type)).toEqual([
      'import.queued',
      'import.started',
      'import.finished',
    ]);
  });

  test('changes what differs, and only that', async () => {
    const before = await productOf('IMP-2-S');
    const changed = `${header}
${before?.id},Café stool,,active,,,imp-2-s,Small,"{""size"":""S""}",11,GBP,0
${before?.id},Café stool,,active,,,IMP-2-XL,,,13,GBP,4
`;
    const done = await bring(changed);
    expect(done).toMatchObject({ status: 'finished', created: 0, updated: 1, refused: 0 });
    const after = await productOf('IMP-2-S');
    expect(after).toMatchObject({ id: before?.id, name: 'Café stool', status: 'active' });
    expect(after?.variants.map(({ sku, unit_price, stock }) => [sku, unit_price, stock])).toEqual([
      ['IMP-2-S', 1100, 0],
      ['IMP-2-L', 1250, 7],
      ['IMP-2-XL', 1300, 4],
    ]);
    expect(after?.version).toBe((before?.version ?? 0) + 1);
    const log = await readLog(house);
    const told = log.filter(({ subject_id }) => subject_id === before?.id).map(({ type, data }) => ({ type, data }));
    expect(told.slice(1)).toMatchObject([
      { type: 'product.updated', data: { before: { name: 'Café chair' }, after: { name: 'Café stool' } } },
      { type: 'product.variant_added', data: { sku: 'IMP-2-XL' } },
      { type: 'product.variant_updated', data: { before: { unit_price: 1000 }, after: { unit_price: 1100 } } },
    ]);
  });
});

test('stock that is there is counted only with what is expected of it', async () => {
  const columns = 'name,sku,unit_price,stock,expected_stock';
  await bring(`${columns}\nCounted,COUNT-1,1,5,\nCounted too,COUNT-2,1,5,\n`);
  const without = await bring(`${columns}\nCounted,COUNT-1,1,8,\n`);
  expect(without).toMatchObject({ unchanged: 1, warnings: 1 });
  expect(await faultsOf(without.id)).toEqual([
    'warning 2 stock: 5 in stock, the file says 8: left as it is; say expected_stock to count it',
  ]);
  const done = await bring(`${columns}\nCounted,COUNT-1,1,8,5\nCounted too,COUNT-2,1,8,4\n`);
  expect(done).toMatchObject({ updated: 1, refused: 1 });
  expect(await faultsOf(done.id)).toEqual(['refused 3 expected_stock: 5 in stock, the file expects 4']);
  const [counted, other] = [await productOf('COUNT-1'), await productOf('COUNT-2')];
  expect([counted?.variants[0]?.stock, other?.variants[0]?.stock]).toEqual([8, 5]);
  const { data } = await admin.variants.listAdjustments({ params: { id: counted?.variants[0]?.id ?? '' } });
  expect(data[0]).toMatchObject({ delta: 3, reason: 'counted', stock: 8 });
});

test('rows that are refused are told with line and column, and come back mended', async () => {
  const text = `name,sku,unit_price,currency,stock
Good,MEND-1,1.00,GBP,1
Dear,MEND-2,"1.299,00",GBP,1
Fraction,MEND-3,1.005,GBP,1
Foreign,MEND-4,1.00,EUR,1
Twice,MEND-1,1.00,GBP,1
,,,,
Half,MEND-5,1.00,GBP,half
"Two
lines",MEND-6,1.00,GBP,1
Formula,MEND-7,=1+1,GBP,-5
Short,MEND-8
`;
  const done = await bring(text);
  expect(done).toMatchObject({ status: 'finished', created: 1, refused: 8, refused_rows: 8, rows_done: 9 });
  expect(await faultsOf(done.id)).toEqual([
    'refused 3 unit_price: “1.299,00” is no amount such as 1299.00; if a comma is the decimal mark, say decimal=,',
    'refused 4 unit_price: “1.005” has 3 decimals, the currency has 2',
    'refused 5 currency: is EUR, the store sells in GBP',
    'refused 6 sku: MEND-1 stands in the file twice, first on line 2',
    'refused 8 stock: “half” is no whole number',
    'refused 9 name: has the control character U+000A',
    'refused 11 unit_price: “=1+1” is no amount such as 1299.00',
    'refused 11 stock: -5 is not from 0 to 1000000000',
    'refused 12 null: has 2 columns, the first line has 5',
  ]);
  const url = `/api/v1/imports/${done.id}/errors.csv`;
  const { headers, text: csv } = await house.request({ method: 'GET', url, as: 'admin' });
  expect(headers['content-type']).toBe('text/csv; charset=utf-8');
  const lines = csv.split('\r\n');
  expect(lines[0]).toBe('refused_line,refused_column,refused_reason,name,sku,unit_price,currency,stock');
  expect(lines.at(-3)).toBe("11,unit_price,“=1+1” is no amount such as 1299.00,Formula,MEND-7,'=1+1,GBP,'-5");
  // What is mended comes again as it is, with the columns in front.
  const mended = csv.replace('"1.299,00"', '1299.00').split('\r\n').slice(0, 2).join('\r\n');
  expect(await bring(mended)).toMatchObject({ created: 1, refused: 0 });
  expect((await productOf('MEND-2'))?.variants[0]?.unit_price).toBe(129900);
});

test('a row that no database can hold is refused as any other, and the header of what comes back is no formula', async () => {
  const filling = Array.from(
    { length: 200 },
    (_, n) => `Filling of a beginning that is text ${n},ZERO-${n},1,x\n`,
  ).join('');
  const text = `name,sku,unit_price,=1+1\n${filling}A\0B,ZERO-A,1,\n`;
  const done = await bring(text, { unknown_columns: 'ignore' });
  expect(done).toMatchObject({ status: 'finished', created: 200, refused: 1 });
  expect(await faultsOf(done.id)).toEqual(['refused 202 name: has the control character U+0000']);
  const lines = `{"name":"A","variants":[{"sku":"\\u0000","unit_price":1}]}\n{"\\u0000":1}\n`;
  expect(await bring(lines, { format: 'jsonl' })).toMatchObject({ status: 'finished', refused: 2 });
  const url = `/api/v1/imports/${done.id}/errors.csv`;
  const { text: csv } = await house.request({ method: 'GET', url, as: 'admin' });
  expect(csv.split('\r\n')[0]).toBe("refused_line,refused_column,refused_reason,name,sku,unit_price,'=1+1");
});

test('a product that is there is meant once in a file', async () => {
  await bring('name,sku,unit_price\nPair,PAIR-1,1\nPair,PAIR-2,1\n');
  const text = 'name,sku,unit_price\nLeft,PAIR-1,1\nRight,PAIR-2,1\n';
  const reason = 'is of the product that begins on line 2; the rows of a product stand together, under one name';
  for (const outcome of [{ updated: 1 }, { unchanged: 1 }]) {
    const done = await bring(text);
    expect(done).toMatchObject({ status: 'finished', refused: 1, ...outcome });
    expect(await faultsOf(done.id)).toEqual([`refused 3 sku: ${reason}`]);
  }
  expect((await productOf('PAIR-2'))?.name).toBe('Left');
});

describe('categories', () => {
  test('are made only when that is said', async () => {
    const text = 'name,sku,unit_price,categories\nShed,CAT-1,1,garden/sheds-and-more|sale\n';
    const refused = await bring(text);
    expect(refused).toMatchObject({ refused: 1 });
    expect((await faultsOf(refused.id))[0]).toContain('there is no category garden/sheds-and-more');
    expect(await bring(text, { create_categories: true })).toMatchObject({ created: 1 });
    const { data } = await admin.categories.list();
    expect(data.map(({ path, name, products_count }) => [path, name, products_count])).toEqual([
      ['garden', 'Garden', 1],
      ['garden/sheds-and-more', 'Sheds and more', 1],
      ['sale', 'Sale', 1],
    ]);
    expect(await bring(text)).toMatchObject({ unchanged: 1 });
    expect(await bring(text.replace('|sale', ''))).toMatchObject({ updated: 1 });
    const after = await admin.categories.list();
    expect(after.data.map(({ products_count }) => products_count)).toEqual([1, 1, 0]);
  });
});
