import { describe, expect, test } from 'vitest';
import { openProductImportHouse, type Wanted } from '../../../tests/support/product-import-house.ts';

const { house, files, admin, work, send, bring, faultsOf, productOf } = await openProductImportHouse();

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

test('a product that an admin gives to another vendor goes to it with all its variants', async () => {
  const { vendor, otherVendor } = house.people;
  const one = (title: string, email: string) => `Lamp,HAND-${title},${title},"{""size"":""${title}""}",1,${email}\n`;
  const header = 'name,sku,variant_title,options,unit_price,vendor_email\n';
  await bring(header + one('S', vendor.email) + one('L', vendor.email));
  const skusOf = async (vendor_id: string) => {
    const { data } = await house.as('admin').stock.list({ query: { sku: 'HAND-', vendor_id } });
    return data.map(({ sku }) => sku).sort();
  };
  expect(await skusOf(vendor.id)).toEqual(['HAND-L', 'HAND-S']);
  // One that is new comes along.
  const done = await bring(header + one('S', otherVendor.email) + one('M', otherVendor.email));
  expect(done).toMatchObject({ updated: 1, refused: 0 });
  expect(await skusOf(vendor.id)).toEqual([]);
  expect(await skusOf(otherVendor.id)).toEqual(['HAND-L', 'HAND-M', 'HAND-S']);
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
