import type { ServerResponse } from 'node:http';
import type { Import, ImportFormat } from '@orderhouse/contracts';
import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { contentsOf } from '../../../tests/support/contents.ts';
import { openTestHouse } from '../../../tests/support/index.ts';
import { keptFiles } from '../../../tests/support/kept-files.ts';
import type { PersonName } from '../../../tests/support/people.ts';
import { picture } from '../../../tests/support/pictures.ts';
import { openWebhookReceiver } from '../../../tests/support/webhook-receiver.ts';
import { type NewJob, NotYet } from '../platform/queue/job-queue.ts';
import { createFetchHandlers, createImportHandlers } from './index.ts';
import { requeuePictures } from './runs/requeue-lost.ts';

/** Real pictures from a server on this machine. */
const house = await openTestHouse();
const server = await openWebhookReceiver();
const { runtime, queue, files, people } = house;
const admin = house.as('admin');
const log = pino({ level: 'silent' });
const jpeg = await picture('jpeg', 40, 30);
const at = (path: string) => `http://127.0.0.1:${server.port}${path}`;

type Paths = Readonly<Record<string, Buffer | ((response: ServerResponse) => void)>>;
function serve(paths: Paths): void {
  server.received.length = 0;
  server.answer((response, { path }) => {
    const by = paths[path];
    if (by === undefined) response.writeHead(404).end();
    else if (typeof by === 'function') by(response);
    else response.end(by);
  });
}
beforeEach(() => serve({}));
const asked = () => server.received.map(({ path }) => path);

type Parts = Partial<Parameters<typeof createFetchHandlers>[0]>;
const fetchingOn = (parts: Parts = {}) =>
  createFetchHandlers({
    ...{ runtime, queue, files, log, concurrency: 10, settings: { import_pictures_allow_private: true } },
    ...parts,
  });
const ours = fetchingOn();

/** Does a job that fetches the pictures of somebody’s products. */
async function fetchOf(vendor: PersonName, handlers = ours): Promise<void> {
  const payload = { store_id: people[vendor].storeId, vendor_id: people[vendor].id };
  await handlers['import.fetch_pictures']?.({
    ...{ task: 'import.fetch_pictures', key: vendor, payload, attempt: 1, attempts_max: 3 },
  });
}

interface Wanted {
  as?: PersonName;
  format?: ImportFormat;
  dry_run?: boolean;
}

async function work(id: string): Promise<void> {
  const payload = { store_id: house.storeId, import_id: id };
  const job = { task: 'import.run', key: id, payload, attempt: 1, attempts_max: 3 };
  await createImportHandlers({ runtime, queue, files })['import.run']?.(job);
}

async function bring(text: string, { as = 'admin', ...body }: Wanted = {}): Promise<Import> {
  const file = new File([text], 'products.csv');
  const { id } = await house.as(as).imports.create({ body: { kind: 'products', ...body }, file });
  await work(id);
  return reload(id);
}
const reload = (id: string) => admin.imports.get({ params: { id } });

const productOf = async (sku: string) => {
  const { data } = await admin.products.list({ query: { limit: 100 } });
  const found = data.find(({ variants }) => variants.some((variant) => variant.sku === sku));
  return found ?? expect.fail(`there is no ${sku}`);
};
const widthsOf = async (sku: string) => (await productOf(sku)).images.map(({ width }) => width);
const told = async (id: string) => {
  const { data } = await admin.imports.errors({ params: { id }, query: { kind: 'picture' } });
  return data.map(({ line_number, column, reason }) => `${line_number} ${column}: ${reason}`);
};

let made = 0;
/** A file of one product, whose pictures are at these paths. */
function productWith(...paths: string[]): { text: string; sku: string } {
  made += 1;
  const sku = `PIC-${made}`;
  return { sku, text: `name,sku,unit_price,image_urls\nPictured ${made},${sku},3.39,${paths.map(at).join(' ')}\n` };
}
const past = { claim: 301, last: 30_000 };
const of = async (width: number) => ({ [`/${width}.jpg`]: await picture('jpeg', width, 20) });
const widths = { ...(await of(11)), ...(await of(12)), ...(await of(13)), ...(await of(14)) };

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

describe('a picture that cannot be had', () => {
  const final: [string, Buffer | ((response: ServerResponse) => void), string][] = [
    ['not there', (response) => response.writeHead(404).end(), 'answered 404'],
    ['no picture', Buffer.from('<html>'), 'is no JPEG, PNG, WebP or AVIF'],
    ['broken', jpeg.subarray(0, 300), 'is damaged, or not whole'],
    [
      'too long',
      (response) => response.writeHead(200, { 'content-length': 10_485_761 }).end(),
      'more than 10485760 bytes',
    ],
    ['packed', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'), 'came packed'],
    ['sent in a circle', (response) => response.writeHead(302, { location: '/x' }).end(), 'more than 3 times'],
    [
      'sent to a file',
      (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      'no address on the web',
    ],
  ];
  test.each(final)('because it is %s is told with its line, and not asked for again', async (_, by, reason) => {
    serve({ '/x': by, ...widths });
    const { text, sku } = productWith('/x', '/11.jpg');
    const { id } = await bring(text);
    await fetchOf('admin');
    expect((await reload(id)).pictures).toEqual({ wanted: 2, fetched: 1, failed: 1 });
    expect(await told(id)).toEqual([expect.stringMatching(new RegExp(`^2 image_urls: .*/x: .*${reason}`))]);
    expect(await widthsOf(sku)).toEqual([11]);
    const before = asked().length;
    runtime.clock.advance(past.last);
    await fetchOf('admin');
    expect(asked().length).toBe(before);
  });

  test('for now is tried again, and comes to where it belongs', async () => {
    serve({ ...widths, '/x': (response) => response.writeHead(503).end() });
    const { text, sku } = productWith('/11.jpg', '/x', '/12.jpg');
    const { id } = await bring(text);
    await fetchOf('admin');
    expect(await widthsOf(sku)).toEqual([11, 12]);
    expect((await reload(id)).pictures).toEqual({ wanted: 3, fetched: 2, failed: 0 });
    await fetchOf('admin');
    expect(asked().filter((path) => path === '/x').length).toBe(1);
    serve({ '/x': widths['/13.jpg'] ?? jpeg });
    runtime.clock.advance(12);
    await fetchOf('admin');
    expect(await widthsOf(sku)).toEqual([11, 13, 12]);
    expect((await reload(id)).pictures).toEqual({ wanted: 3, fetched: 3, failed: 0 });
  });

  test('however often is given up after six attempts', async () => {
    serve({ '/x': (response) => response.destroy() });
    const { id } = await bring(productWith('/x').text);
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await fetchOf('admin');
      runtime.clock.advance(past.last);
      house.forgetTokens();
    }
    expect(asked().length).toBe(6);
    expect(await told(id)).toEqual([expect.stringContaining('/x: socket hang up')]);
  });

  test.each(['http://169.254.169.254/latest/meta-data/', 'http://127.0.0.1/a.jpg', 'http://[::1]/a.jpg'])(
    'because it lies inside (%s) is not asked for',
    async (url) => {
      made += 1;
      const { id } = await bring(`name,sku,unit_price,image_urls\nInside,INSIDE-${made},1,${url}\n`);
      await fetchOf('admin', fetchingOn({ settings: { import_pictures_allow_private: false } }));
      expect(await told(id)).toEqual([expect.stringContaining('is not an address of the public internet')]);
    },
  );

  test('is asked for again when its product still has none and the file comes once more', async () => {
    const { text, sku } = productWith('/11.jpg');
    await bring(text);
    const waiting = await bring(text);
    expect(waiting).toMatchObject({ unchanged: 1, pictures: { wanted: 0 } });
    await fetchOf('admin');
    serve(widths);
    const { id } = await bring(text);
    await fetchOf('admin');
    expect(await reload(id)).toMatchObject({ unchanged: 1, pictures: { wanted: 1, fetched: 1 } });
    expect(await widthsOf(sku)).toEqual([11]);
  });
});

describe('what changes meanwhile', () => {
  test('an import that is old is kept while pictures of it are to come', async () => {
    serve(widths);
    const { text } = productWith('/11.jpg');
    const { id } = await bring(text);
    const later = async (days: number) => {
      runtime.clock.advance(days * 86_400);
      house.forgetTokens();
      await admin.background.trigger();
    };
    await later(31);
    expect(await reload(id)).toMatchObject({ status: 'finished' });
    await fetchOf('admin');
    await later(0);
    await expect(reload(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a product that is deleted gets none, and nobody is asked', async () => {
    serve(widths);
    const { text, sku } = productWith('/11.jpg');
    const { id } = await bring(text);
    await admin.products.remove({ params: { id: (await productOf(sku)).id } });
    await fetchOf('admin');
    expect(asked()).toEqual([]);
    expect(await told(id)).toEqual([expect.stringContaining('its product is there no more')]);
  });

  /** An import that is cancelled in its second batch, with a picture of its first product. */
  async function bringCancelled(sku: string): Promise<{ id: string; text: string }> {
    const lines = Array.from({ length: 1_200 }, (_, n) => `Row ${n},${sku}-${n},1,${n === 0 ? at('/11.jpg') : ''}\n`);
    const text = `name,sku,unit_price,image_urls\n${lines.join('')}`;
    const file = new File([text], 'products.csv');
    const { id } = await admin.imports.create({ body: { kind: 'products' }, file });
    let batches = 0;
    const { database } = runtime;
    const cancelling: typeof database = {
      ...database,
      async transact(authority, run, options) {
        if (authority.role === 'admin' && ++batches === 2) await admin.imports.cancel({ params: { id } });
        return database.transact(authority, run, options);
      },
    };
    const handlers = createImportHandlers({ runtime: { ...runtime, database: cancelling }, queue, files });
    const payload = { store_id: house.storeId, import_id: id };
    await handlers['import.run']?.({ task: 'import.run', key: id, payload, attempt: 1, attempts_max: 3 });
    return { id, text };
  }

  test('what was cancelled waits until it goes on', async () => {
    serve(widths);
    const { id } = await bringCancelled('CANCEL');
    await fetchOf('admin');
    expect(await reload(id)).toMatchObject({ status: 'cancelled', pictures: { wanted: 1, fetched: 0, failed: 0 } });
    expect(asked()).toEqual([]);
    await admin.imports.run({ params: { id } });
    await work(id);
    await fetchOf('admin');
    expect(await reload(id)).toMatchObject({ status: 'finished', pictures: { wanted: 1, fetched: 1, failed: 0 } });
  });

  test('what was cancelled gives way to a later file', async () => {
    serve(widths);
    const { id, text } = await bringCancelled('LATER');
    const later = await bring(text.replace('/11.jpg', '/12.jpg'));
    expect(later.pictures.wanted).toBe(1);
    await admin.imports.run({ params: { id } });
    await work(id);
    await fetchOf('admin');
    expect((await reload(later.id)).pictures).toEqual({ wanted: 1, fetched: 1, failed: 0 });
    expect((await reload(id)).pictures).toEqual({ wanted: 1, fetched: 0, failed: 1 });
    expect(await told(id)).toEqual([expect.stringContaining('a later import has named pictures of its product')]);
    expect(asked()).toEqual(['/12.jpg']);
  });

  test('a vendor that was dismissed adds nothing any more', async () => {
    serve(widths);
    const { text } = productWith('/11.jpg');
    const { id } = await bring(text, { as: 'otherVendor' });
    await admin.users.update({ params: { id: people.otherVendor.id }, body: { is_active: false } });
    await fetchOf('otherVendor');
    await admin.users.update({ params: { id: people.otherVendor.id }, body: { is_active: true } });
    expect(asked()).toEqual([]);
    expect(await told(id)).toEqual([expect.stringContaining('may do so no longer')]);
  });
});

describe('whoever dies or comes twice', () => {
  /** A database that breaks off in the transaction that adds the picture, before its commit or after it. */
  function dying(when: 'before' | 'after'): typeof runtime.database {
    const { database } = runtime;
    let adding = 0;
    return {
      ...database,
      async transact(authority, run, options) {
        // The first of a vendor's looks whether there is a product, the second adds.
        if (authority.role !== 'vendor' || ++adding < 2) return database.transact(authority, run, options);
        const done = await database.transact(
          authority,
          async (connection) => {
            const result = await run(connection);
            if (when === 'before') throw new Error('dead');
            return result;
          },
          options,
        );
        throw new Error('dead', { cause: done });
      },
    };
  }

  test.each(['before', 'after'] as const)('%s a commit leaves one picture in the end', async (when) => {
    serve(widths);
    const { text, sku } = productWith('/11.jpg');
    const { id } = await bring(text, { as: 'vendor' });
    const broken = fetchingOn({ runtime: { ...runtime, database: dying(when) } });
    await expect(fetchOf('vendor', broken)).rejects.toThrow('dead');
    const fetched = when === 'before' ? 0 : 1;
    expect((await reload(id)).pictures).toEqual({ wanted: 1, fetched, failed: 0 });
    await fetchOf('vendor');
    expect((await reload(id)).pictures.fetched).toBe(fetched);
    runtime.clock.advance(past.claim);
    await fetchOf('vendor');
    expect((await reload(id)).pictures).toEqual({ wanted: 1, fetched: 1, failed: 0 });
    expect(await widthsOf(sku)).toEqual([11]);
  });

  test('with whom our side breaks off in every attempt is told in the end', async () => {
    serve(widths);
    const { text } = productWith('/11.jpg');
    const { id } = await bring(text);
    const write = () => Promise.reject(new Error('the disk is full'));
    const full = fetchingOn({ files: { ...files, write } });
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await expect(fetchOf('admin', full)).rejects.toThrow('the disk is full');
      runtime.clock.advance(past.claim);
    }
    await fetchOf('admin', full);
    expect(await told(id)).toEqual([expect.stringContaining('our side broke off in every attempt')]);
  });

  test('whose job was lost is found after two minutes', async () => {
    serve(widths);
    const { text, sku } = productWith('/11.jpg');
    await bring(text);
    const added: NewJob[] = [];
    const noting = { enqueue: async (_: unknown, jobs: readonly NewJob[]) => void added.push(...jobs) };
    expect(await requeuePictures({ runtime, queue: noting })).toBe(0);
    runtime.clock.advance(121);
    expect(await requeuePictures({ runtime, queue: noting })).toBe(1);
    for (const job of added) await ours[job.task]?.({ ...job, attempt: 1, attempts_max: 3 });
    expect(await widthsOf(sku)).toEqual([11]);
    runtime.clock.advance(121);
    expect(await requeuePictures({ runtime, queue: noting })).toBe(0);
  });

  test('before the commit that notes it is looked for again', async () => {
    const payload = { store_id: house.storeId, vendor_id: people.admin.id, picture_id: house.storeId };
    const job = { task: 'import.fetch_pictures', key: 'early', payload, attempt: 1, attempts_max: 3 };
    await expect(ours['import.fetch_pictures']?.(job)).rejects.toThrow(NotYet);
  });

  test('late, when another has fetched it already, keeps nothing', async () => {
    const held: (() => void)[] = [];
    const content = widths['/11.jpg'] ?? jpeg;
    serve({ '/11.jpg': (response) => void held.push(() => response.end(content)) });
    const { text, sku } = productWith('/11.jpg');
    const { id } = await bring(text);
    const before = await keptFiles(files, 'pictures');
    const late = fetchOf('admin');
    await expect.poll(() => held.length).toBe(1);
    runtime.clock.advance(past.claim);
    const quick = fetchOf('admin', fetchingOn());
    await expect.poll(() => held.length).toBe(2);
    held[1]?.();
    await quick;
    held[0]?.();
    await late;
    expect((await reload(id)).pictures).toEqual({ wanted: 1, fetched: 1, failed: 0 });
    expect(await widthsOf(sku)).toEqual([11]);
    expect((await keptFiles(files, 'pictures')).length - before.length).toBe(1);
  });
});

test('who hangs holds up nobody else', async () => {
  serve({ ...widths, '/hang': () => undefined });
  const hanging = productWith(...Array.from({ length: 9 }, (_, n) => `/hang?${n}`));
  server.answer((response, { path }) => {
    if (!path.startsWith('/hang')) response.end(widths['/11.jpg']);
  });
  await bring(hanging.text, { as: 'otherVendor' });
  const quick = productWith('/11.jpg');
  await bring(quick.text, { as: 'vendor' });
  const handlers = fetchingOn({ reach: { total_timeout_ms: 3_000 } });
  const slow = [fetchOf('otherVendor', handlers), fetchOf('otherVendor', handlers)];
  await expect.poll(() => asked().length).toBe(3);
  const began_ms = performance.now();
  await fetchOf('vendor', handlers);
  expect(performance.now() - began_ms).toBeLessThan(2_500);
  expect(await widthsOf(quick.sku)).toEqual([11]);
  await Promise.all(slow);
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
  const payload = { store_id: house.storeId, import_id: id };
  const handlers = createImportHandlers({ runtime: { ...runtime, database: counting }, queue, files });
  await handlers['import.run']?.({ task: 'import.run', key: id, payload, attempt: 1, attempts_max: 3 });
  expect(await reload(id)).toMatchObject({ status: 'finished', created: 9, pictures: { wanted: 180 } });
  // Four fill one.
  expect(batches).toBe(3);
});

test.each(['\0', '\u0007', '\ud800'])('an address with %j refuses its product, and no other', async (character) => {
  made += 1;
  const lines = [`https://pictures.example/a${character}`, at('/11.jpg')].map((url, n) =>
    JSON.stringify({ name: 'Odd', image_urls: [url], variants: [{ sku: `ODD-${made}-${n}`, unit_price: 1 }] }),
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
