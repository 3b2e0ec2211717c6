import type { Import, ImportOptions } from '@orderhouse/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import type { PersonName } from '../../../tests/support/people.ts';
import { readLog } from '../../../tests/support/read-log.ts';
import { createImportHandlers } from './index.ts';

const house = await openTestHouse();
const { runtime, queue, files } = house;
const handlers = createImportHandlers({ runtime, queue, files });
const admin = house.as('admin');

const header =
  'product_id,name,description,status,vendor_email,categories,sku,variant_title,options,unit_price,currency,stock';

interface Wanted extends ImportOptions {
  as?: PersonName;
  dry_run?: boolean;
  format?: Import['format'];
  vendor_id?: string;
}

/** Does the job of an import, as a worker would. */
async function work(id: string, storeId = house.storeId): Promise<void> {
  const job = {
    task: 'import.run',
    key: id,
    payload: { store_id: storeId, import_id: id },
    attempt: 1,
    attempts_max: 3,
  };
  await handlers['import.run']?.(job);
}

function send(content: string | Uint8Array<ArrayBuffer>, { as = 'admin', ...body }: Wanted = {}): Promise<Import> {
  const file = new File([content], 'products.csv');
  return house.as(as).imports.create({ body: { kind: 'products', ...body }, file });
}

/** Sends a file, has it done, and tells what came of it. */
async function bring(content: string | Uint8Array<ArrayBuffer>, wanted: Wanted = {}): Promise<Import> {
  const { id } = await send(content, wanted);
  await work(id);
  return house.as(wanted.as ?? 'admin').imports.get({ params: { id } });
}

const faultsOf = async (id: string, as: PersonName = 'admin') => {
  const { data } = await house.as(as).imports.errors({ params: { id }, query: { limit: 100 } });
  return data.map(({ kind, line_number, column, reason }) => `${kind} ${line_number} ${column}: ${reason}`);
};

async function productOf(sku: string) {
  const { data } = await admin.products.list({ query: { limit: 100 } });
  return data.find(({ variants }) => variants.some((variant) => variant.sku === sku));
}

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

describe('a dry run', () => {
  const text = 'name,sku,unit_price,stock\nDry,DRY-1,1,1\nDry too,DRY-2,x,1\n';

  test('changes nothing, and shows what the real run then does', async () => {
    const shown = await bring(text, { dry_run: true });
    expect(shown).toMatchObject({ status: 'finished', dry_run: true, created: 1, refused: 1 });
    expect(await productOf('DRY-1')).toBeUndefined();
    const faults = await faultsOf(shown.id);
    const queued = await admin.imports.run({ params: { id: shown.id } });
    expect(queued).toMatchObject({ status: 'waiting', dry_run: false, created: 0 });
    await work(shown.id);
    const done = await admin.imports.get({ params: { id: shown.id } });
    expect(done).toMatchObject({ status: 'finished', dry_run: false, created: 1, refused: 1 });
    expect(await faultsOf(shown.id)).toEqual(faults);
    expect(await productOf('DRY-1')).toMatchObject({ name: 'Dry' });
    const again = admin.imports.run({ params: { id: shown.id } });
    await expect(again).rejects.toMatchObject({ code: 'import_transition_not_allowed' });
  });

  test('whose file is gone is not run', async () => {
    const { id } = await bring(text, { dry_run: true });
    await files.remove([`imports/${id}.bin`]);
    await expect(admin.imports.run({ params: { id } })).rejects.toMatchObject({ code: 'import_file_gone' });
  });
});

describe('a file that is not as it should be', () => {
  const problems = async (content: string | Uint8Array<ArrayBuffer>, wanted?: Wanted) => {
    const { status, problem, rows_done } = await bring(content, wanted);
    expect(rows_done).toBe(0);
    return [status, problem];
  };
  const good = 'name,sku,unit_price\nStuhl für Gäste,KIND-1,1\n';
  const latin = Uint8Array.from(Buffer.from(good, 'latin1'));

  test.each<[string, string | Uint8Array<ArrayBuffer>, string]>([
    ['of blanks', '\n\n', 'line 1: the first line lacks the columns name, sku, unit_price'],
    [
      'a workbook',
      Uint8Array.from([0x50, 0x4b, 3, 4, 0]),
      'this is an Excel workbook or another zip; save it as CSV UTF-8',
    ],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47]), 'this is a PNG picture; choose the file of rows'],
    ['in UTF-16', Uint8Array.from(Buffer.from(`\ufeff${good}`, 'utf16le')), 'this is text in UTF-16; save it as UTF-8'],
    [
      'in Latin-1',
      latin,
      'line 2, name: bytes that are no UTF-8; if the file is Windows-1252 (Latin-1), say encoding=windows-1252',
    ],
    ['without a column', 'name,unit_price\nA,1\n', 'line 1: the first line lacks the columns sku'],
    [
      'with a column twice',
      'name,sku,SKU,unit_price\nA,1,1,1\n',
      'line 1, column 3: “sku” and “SKU” are the same column',
    ],
    [
      'with a column of its own',
      'name,sku,unit_price,colour\nA,1,1,1\n',
      'line 1: no column of this format is named “colour”; leave it out, or say unknown_columns=ignore',
    ],
    [
      'with a quote that never closes',
      'name,sku,unit_price\nA,"1,1\n',
      'the file cannot be read as CSV: Quote Not Closed: the parsing is finished with an opening quote at line 2',
    ],
  ])('%s is refused as a whole', async (_told, content, problem) => {
    expect(await problems(content)).toEqual(['failed', problem]);
  });

  test('is read when it is said how', async () => {
    expect(await bring(latin, { encoding: 'windows-1252' })).toMatchObject({ status: 'finished', created: 1 });
    expect(await productOf('KIND-1')).toMatchObject({ name: 'Stuhl für Gäste' });
    const semicolons = '\ufeffname;sku;unit_price;colour\nSessel;KIND-2;1.299,00;rot\n';
    const done = await bring(semicolons, { decimal: ',', unknown_columns: 'ignore' });
    expect(done).toMatchObject({ status: 'finished', created: 1 });
    expect(done.notes).toEqual([
      'the file begins with a byte order mark',
      'read as utf-8',
      'columns are parted by semicolon, as the first line shows',
      'columns that are not read: colour',
    ]);
    expect((await productOf('KIND-2'))?.variants[0]?.unit_price).toBe(129900);
  });
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

describe('a vendor', () => {
  test('brings in its own products only', async () => {
    await bring('name,sku,unit_price,vendor_email\nTheirs,VEN-1,1,\n', { as: 'otherVendor' });
    const { email } = house.people.otherVendor;
    const done = await bring(
      `name,sku,unit_price,vendor_email\nTheirs,VEN-1,2,\nMine,VEN-2,1,\nGiven,VEN-3,1,${email}\n`,
      { as: 'vendor' },
    );
    expect(done).toMatchObject({ created: 1, refused: 2, vendor_id: house.people.vendor.id });
    expect(await faultsOf(done.id, 'vendor')).toEqual([
      'refused 2 sku: VEN-1 is the SKU of somebody else’s product',
      'refused 4 vendor_email: only an admin brings in products of others',
    ]);
    expect((await productOf('VEN-1'))?.variants[0]?.unit_price).toBe(100);
    expect(await productOf('VEN-2')).toMatchObject({ vendor_id: house.people.vendor.id });
  });

  test('asks for nothing that is for admins, and sees its own imports only', async () => {
    const file = new File(['x'], 'x.csv');
    const vendor = house.as('vendor');
    for (const body of [
      { kind: 'orders' },
      { kind: 'products', create_categories: true },
      { kind: 'products', vendor_id: house.people.otherVendor.id },
    ] as const) {
      await expect(vendor.imports.create({ body, file })).rejects.toMatchObject({ code: 'forbidden' });
    }
    const { id } = await send('name,sku,unit_price\nA,OWN-1,1\n');
    await expect(vendor.imports.get({ params: { id } })).rejects.toMatchObject({ code: 'not_found' });
    await expect(vendor.imports.cancel({ params: { id } })).rejects.toMatchObject({ code: 'not_found' });
    const { data } = await vendor.imports.list({ query: {} });
    expect(data.every(({ actor_id }) => actor_id === house.people.vendor.id)).toBe(true);
    await work(id);
  });
});

test('an import of somebody who was dismissed meanwhile is not done', async () => {
  const { id } = await send('name,sku,unit_price\nA,GONE-1,1\n', { as: 'otherVendor' });
  const named = await send('name,sku,unit_price\nA,GONE-2,1\n', { vendor_id: house.people.otherVendor.id });
  await admin.users.update({ params: { id: house.people.otherVendor.id }, body: { is_active: false } });
  await work(id);
  await work(named.id);
  const [own, others] = [
    await admin.imports.get({ params: { id } }),
    await admin.imports.get({ params: { id: named.id } }),
  ];
  expect(own).toMatchObject({ status: 'failed', problem: expect.stringContaining('may do so no longer') });
  expect(others).toMatchObject({ status: 'failed', problem: expect.stringContaining('no active vendor any more') });
  expect(await productOf('GONE-1')).toBeUndefined();
});

test('an import that is cancelled goes no further, and may be taken up again', async () => {
  const { id } = await send('name,sku,unit_price\nA,CANCEL-1,1\n');
  expect(await admin.imports.cancel({ params: { id } })).toMatchObject({ status: 'cancelled' });
  expect(await admin.imports.cancel({ params: { id } })).toMatchObject({ status: 'cancelled' });
  await work(id);
  expect(await productOf('CANCEL-1')).toBeUndefined();
  expect(await admin.imports.run({ params: { id } })).toMatchObject({ status: 'waiting' });
  await work(id);
  expect(await productOf('CANCEL-1')).toBeDefined();
  const done = admin.imports.cancel({ params: { id } });
  await expect(done).rejects.toMatchObject({ code: 'import_transition_not_allowed' });
});
