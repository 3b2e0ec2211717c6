import { describe, expect, onTestFinished, test } from 'vitest';
import { contentsOf } from '../../../tests/support/contents.ts';
import { openPictureImportHouse, widths } from '../../../tests/support/picture-import-house.ts';
import { createImportHandlers } from './index.ts';

const { house, admin, at, serve, asked, ours, fetchOf, work, reload, bring, productOf, widthsOf, productWith } =
  await openPictureImportHouse();
const { runtime, queue, files, people } = house;
let odd = 0;

const shopify = `Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Image Position,Image Alt Text,Variant Image
shirt,Shirt,Size,S,SHOP-S,59.00,${at('/12.jpg')},2,Back,${at('/14.jpg')}
shirt,,,M,SHOP-M,59.00,${at('/11.jpg')},1,"Front, with ""buttons""",${at('/11.jpg')}
shirt,,,,,,${at('/13.jpg')},3,${'x'.repeat(512)},
`;

describe('the pictures of a Shopify export', () => {
  test('come in by the worker, in their order, with their texts; a repeat changes nothing', async () => {
    serve(widths);
    const handlers = { ...createImportHandlers({ runtime, queue, files }), ...ours };
    const worker = await queue.work(handlers, { concurrency: 4 });
    onTestFinished(() => worker.stop());
    const file = new File([shopify], 'products_export.csv');
    const { id } = await admin.imports.create({ body: { kind: 'products', format: 'shopify' }, file });
    await expect
      .poll(async () => (await reload(id)).pictures, { timeout: 15_000 })
      .toEqual({ wanted: 4, fetched: 4, failed: 0 });
    expect(await reload(id)).toMatchObject({ status: 'finished', created: 1, warnings: 1 });
    const { images } = await productOf('SHOP-S');
    expect(images.map(({ width, alt_text, position }) => [position, width, alt_text])).toEqual([
      [0, 11, 'Front, with "buttons"'],
      [1, 12, 'Back'],
      [2, 13, 'x'.repeat(500)],
      [3, 14, ''],
    ]);
    const { data } = await admin.events.list({ query: { type: 'product.image_added' } });
    expect(data.map(({ actor_id }) => actor_id)).toEqual(Array(4).fill(people.admin.id));
    await worker.stop();
    const again = await bring(shopify, { format: 'shopify' });
    expect(again).toMatchObject({ unchanged: 1, pictures: { wanted: 0, fetched: 0, failed: 0 } });
    await fetchOf('admin');
    expect(await widthsOf('SHOP-S')).toEqual([11, 12, 13, 14]);
  });
});

describe('a dry run', () => {
  test('counts them, and fetches nothing', async () => {
    serve(widths);
    const { text, sku } = productWith('/11.jpg', '/12.jpg', '/11.jpg');
    const before = await contentsOf(house.databaseUrl);
    const dry = await bring(text, { dry_run: true });
    expect(dry).toMatchObject({ created: 1, pictures: { wanted: 2, fetched: 0, failed: 0 } });
    const after = await contentsOf(house.databaseUrl);
    for (const table of ['import_pictures', 'products', 'product_images']) expect(after[table]).toBe(before[table]);
    await fetchOf('admin');
    expect(asked()).toEqual([]);
    await admin.imports.run({ params: { id: dry.id } });
    await work(dry.id);
    expect((await reload(dry.id)).pictures).toEqual({ wanted: 2, fetched: 0, failed: 0 });
    await fetchOf('admin');
    expect((await reload(dry.id)).pictures).toEqual({ wanted: 2, fetched: 2, failed: 0 });
    expect(await widthsOf(sku)).toEqual([11, 12]);
  });
});

test('more than a product may have are told, and left out', async () => {
  const { text } = productWith(...Array.from({ length: 21 }, (_, n) => `/${n}`));
  const { id, pictures, warnings } = await bring(text, { dry_run: true });
  expect([pictures.wanted, warnings]).toEqual([20, 1]);
  const { data } = await admin.imports.errors({ params: { id } });
  expect(data).toMatchObject([{ line_number: 2, reason: '21 pictures are named, the first 20 are fetched' }]);
});

test('products with many are brought in a few at a time', async () => {
  const image_urls = Array.from({ length: 250 }, (_, n) => at(`/${n}`));
  const lines = Array.from({ length: 9 }, (_, n) =>
    JSON.stringify({ name: `Many ${n}`, image_urls, variants: [{ sku: `MANY-${n}`, unit_price: 1 }] }),
  );
  const file = new File([lines.join('\n')], 'products.jsonl');
  const body = { kind: 'products', format: 'jsonl', dry_run: true } as const;
  const { id } = await admin.imports.create({ body, file });
  const { database } = runtime;
  let batches = 0;
  const counting: typeof database = {
    ...database,
    transact(authority, run, options) {
      if (authority.role === 'admin') batches += 1;
      return database.transact(authority, run, options);
    },
  };
  await work(id, counting);
  expect(await reload(id)).toMatchObject({ status: 'finished', created: 9, pictures: { wanted: 180 } });
  // Four fill one.
  expect(batches).toBe(3);
});

test.each(['\0', '\u0007', '\ud800'])('an address with %j refuses its product, and no other', async (character) => {
  odd += 1;
  const lines = [`https://pictures.example/a${character}`, at('/11.jpg')].map((url, n) =>
    JSON.stringify({ name: 'Odd', image_urls: [url], variants: [{ sku: `ODD-${odd}-${n}`, unit_price: 1 }] }),
  );
  const { id, ...ended } = await bring(lines.join('\n'), { format: 'jsonl' });
  expect(ended).toMatchObject({ status: 'finished', created: 1, refused: 1 });
  const { data } = await admin.imports.errors({ params: { id } });
  expect(data).toMatchObject([{ line_number: 1, column: 'image_urls', reason: expect.stringMatching('character') }]);
});

test('JSON Lines name them, too', async () => {
  serve(widths);
  const image_urls = [at('/12.jpg'), at('/12.jpg'), at('/11.jpg')];
  const line = JSON.stringify({ name: 'Of JSON', image_urls, variants: [{ sku: 'JSON-PIC', unit_price: 1 }] });
  const { id } = await bring(line, { format: 'jsonl' });
  await fetchOf('admin');
  expect((await reload(id)).pictures).toEqual({ wanted: 2, fetched: 2, failed: 0 });
  expect(await widthsOf('JSON-PIC')).toEqual([12, 11]);
});
