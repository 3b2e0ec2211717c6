import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { imageSizes, images_max } from '@orderhouse/contracts';
import { pino } from 'pino';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { formWith, sentForm } from '../../../../tests/support/form.ts';
import { openTestHouse } from '../../../../tests/support/index.ts';
import { keptFiles } from '../../../../tests/support/kept-files.ts';
import { fileOf, picture } from '../../../../tests/support/pictures.ts';
import { readLog } from '../../../../tests/support/read-log.ts';
import { pruneFiles } from '../../platform/files/prune-files.ts';
import { runDoctor } from '../../system/index.ts';
import { createPictureHandlers, pictureReaction } from '../index.ts';
import { originalKey, sizeKey, sizeNames } from './stored-image.ts';

const house = await openTestHouse();
const { files } = house;
const vendor = house.as('vendor');
const jpeg = await picture('jpeg');
let made = 0;

async function newProduct(status: 'active' | 'draft' = 'active') {
  made += 1;
  return vendor.products.create({ body: { name: `Lantern ${made}`, sku: `P-${made}`, unit_price: 339, status } });
}

const add = (productId: string, content: Buffer = jpeg, body: { alt_text?: string; position?: number } = {}) =>
  vendor.products.addImage({ params: { id: productId }, file: fileOf(content), body });

const imagesOf = async (productId: string) => (await vendor.products.get({ params: { id: productId } })).images;

async function readFile(key: string): Promise<Buffer | null> {
  const file = await files.read(key);
  return file && buffer(file.stream);
}

const keptKeys = () => keptFiles(files, 'pictures');

const day_seconds = 86_400;
const prune = () =>
  house.runtime.database.transact({ storeId: house.storeId, actorId: null, role: 'house' }, (connection) =>
    pruneFiles(
      { files, log: pino({ level: 'silent' }) },
      connection,
      new Date(house.runtime.clock.now().getTime() - day_seconds * 1_000),
      1_000,
    ),
  );

/** What the dispatcher and the worker do. */
async function doJobs(): Promise<void> {
  const events = (await readLog(house)).filter(({ type }) => type === 'product.image_added');
  const jobs = await house.runtime.database.transactAsSystem((connection) =>
    pictureReaction.jobsOf(connection, events as never),
  );
  const handlers = createPictureHandlers({ runtime: house.runtime, files });
  for (const job of jobs) await handlers[job.task]?.({ ...job, attempt: 1, attempts_max: 3 });
}

describe('a picture that is added', () => {
  test('is written anew, and its sizes are made by a job', async () => {
    const product = await newProduct();
    const image = await add(product.id, await picture('jpeg', 2000, 1000), { alt_text: 'A lantern' });
    expect(image).toEqual({ id: image.id, alt_text: 'A lantern', position: 0, width: 2000, height: 1000, urls: null });
    expect(await imagesOf(product.id)).toEqual([image]);
    await doJobs();
    const [ready] = await imagesOf(product.id);
    for (const size of sizeNames) {
      const url = new URL(ready?.urls?.[size] ?? '');
      const answer = await house.app.inject({ method: 'GET', url: url.pathname + url.search });
      const { format, width, height } = await sharp(answer.rawPayload).metadata();
      expect([answer.statusCode, answer.headers['content-type'], format]).toEqual([200, 'image/webp', 'webp']);
      expect([width, height]).toEqual([imageSizes[size], imageSizes[size] / 2]);
    }
    const told = (await readLog(house)).filter(({ subject_id }) => subject_id === product.id);
    expect(told.map(({ type, data }) => [type, data])).toEqual([
      ['product.created', expect.anything()],
      ['product.image_added', { image_id: image.id }],
      ['product.image_updated', { image_id: image.id, is_ready: true }],
    ]);
    const before = [await keptKeys(), await readLog(house)];
    await doJobs();
    expect([await keptKeys(), await readLog(house)]).toEqual(before);
  });

  test.each([
    ['jpeg', 'jpg'],
    ['png', 'png'],
    ['webp', 'webp'],
    ['avif', 'webp'],
  ] as const)('may be %s, and is kept as %s, whatever its name and its type say', async (format, ending) => {
    const product = await newProduct();
    const file = fileOf(await picture(format), 'picture.exe', 'text/html');
    const image = await vendor.products.addImage({ params: { id: product.id }, file });
    expect([image.width, image.height]).toEqual([64, 48]);
    expect((await sharp((await readFile(originalKey(image.id, ending))) ?? '').metadata()).width).toBe(64);
  });

  test('is turned upright, and loses what it says about its maker and its place', async () => {
    const product = await newProduct();
    const exif = { IFD0: { Copyright: 'Ada Lovelace' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } };
    const content = await sharp(await picture('jpeg'))
      .withExif(exif)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(await sharp(content).metadata()).toMatchObject({ orientation: 6, exif: expect.anything() });
    const image = await add(product.id, content);
    expect([image.width, image.height]).toEqual([48, 64]);
    const kept = await readFile(originalKey(image.id, 'jpg'));
    const metadata = await sharp(kept ?? '').metadata();
    expect(metadata).toMatchObject({ width: 48, height: 64, space: 'srgb' });
    for (const part of ['exif', 'icc', 'xmp', 'iptc', 'orientation'] as const) expect(metadata[part]).toBeUndefined();
    expect(kept?.includes('Ada Lovelace')).toBe(false);
  });

  test('has its colours in sRGB: CMYK, and sixteen bits', async () => {
    const product = await newProduct();
    const cmyk = await sharp(jpeg).toColourspace('cmyk').jpeg().toBuffer();
    const deep = await sharp(jpeg).toColourspace('rgb16').png().toBuffer();
    for (const [content, ending] of [
      [cmyk, 'jpg'],
      [deep, 'png'],
    ] as const) {
      const image = await add(product.id, content);
      const kept = await sharp((await readFile(originalKey(image.id, ending))) ?? '').metadata();
      expect(kept).toMatchObject({ space: 'srgb', depth: 'uchar', channels: 3 });
    }
  });

  test('larger than 4096 pixels is fitted in', async () => {
    const product = await newProduct();
    const wide = sharp({ create: { width: 6000, height: 3000, channels: 3, background: '#246' } });
    const image = await add(product.id, await wide.jpeg().toBuffer());
    expect([image.width, image.height]).toEqual([4096, 2048]);
  });

  test('of an animation the first frame is kept', async () => {
    const product = await newProduct();
    const frames = [1, 2, 3].map((shade) => ({
      create: { width: 40, height: 30, channels: 3 as const, background: { r: shade * 80, g: 0, b: 0 } },
    }));
    const pages = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
    const content = await sharp(pages, { join: { animated: true } })
      .webp({ loop: 0 })
      .toBuffer();
    expect((await sharp(content).metadata()).pages).toBe(3);
    const image = await add(product.id, content);
    expect([image.width, image.height]).toEqual([40, 30]);
  });
});

describe('what is no picture is refused, and nothing is kept', async () => {
  const png = await picture('png', 200, 200);
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
  );
  // 60,000 × 60,000 pixels of one colour say so in 100 kB at most.
  const bomb = Buffer.from(png);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  const large = sharp({ create: { width: 8_000, height: 7_000, channels: 3, background: '#fff' } });
  test.each([
    ['nothing at all', Buffer.alloc(0), 'unreadable'],
    ['a text', Buffer.from('a lantern'), 'type'],
    ['SVG', svg, 'type'],
    ['SVG that begins as XML', Buffer.concat([Buffer.from('<?xml version="1.0"?>'), svg]), 'type'],
    ['GIF', await picture('gif'), 'type'],
    ['TIFF', await picture('tiff'), 'type'],
    ['PDF', Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), 'type'],
    ['an archive', Buffer.from('PK\u0003\u0004'.padEnd(200, 'x')), 'type'],
    ['the head of a JPEG, then a page', Buffer.concat([jpeg.subarray(0, 4), Buffer.from('<html>')]), 'unreadable'],
    ['half a JPEG', (await picture('jpeg', 400, 400)).subarray(0, 2_000), 'unreadable'],
    ['half a PNG', png.subarray(0, png.length / 2), 'unreadable'],
    ['half a WebP', (await picture('webp', 400, 400)).subarray(0, 2_000), 'unreadable'],
    ['half an AVIF', (await picture('avif', 400, 400)).subarray(0, 2_000), 'unreadable'],
    ['a picture that says it is larger than it is', bomb, 'unreadable|pixels'],
    ['more pixels than telephones make', await large.png().toBuffer(), 'pixels'],
  ])('%s', async (_name, content, code) => {
    const product = await newProduct();
    const [before, log] = [await keptKeys(), await readLog(house)];
    const { body, headers } = await sentForm(formWith(fileOf(content)));
    const url = `/api/v1/products/${product.id}/images`;
    const answer = await house.request({ method: 'POST', url, as: 'vendor', body, headers });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_picture' } });
    expect(answer.body.errors).toMatchObject([{ pointer: '/file', code: expect.stringMatching(`^(${code})$`) }]);
    expect(await imagesOf(product.id)).toEqual([]);
    expect([await keptKeys(), await readLog(house)]).toEqual([before, log]);
  });
});

describe('the pictures of a product', () => {
  test('stand in their order, and can be moved and worded', async () => {
    const product = await newProduct();
    const [one, two] = [await add(product.id), await add(product.id)];
    const first = await add(product.id, jpeg, { position: 0 });
    expect((await imagesOf(product.id)).map(({ id, position }) => [id, position])).toEqual([
      [first.id, 0],
      [one.id, 1],
      [two.id, 2],
    ]);
    const change = (image_id: string, body: { position?: number; alt_text?: string }) =>
      vendor.products.updateImage({ params: { id: product.id, image_id }, body });
    expect(await change(two.id, { position: 0, alt_text: 'The back' })).toMatchObject({
      position: 0,
      alt_text: 'The back',
    });
    expect(await change(first.id, { position: 9 })).toMatchObject({ position: 2 });
    expect((await imagesOf(product.id)).map(({ id }) => id)).toEqual([two.id, one.id, first.id]);
    const { version } = await vendor.products.get({ params: { id: product.id } });
    await change(first.id, { position: 2 });
    expect((await vendor.products.get({ params: { id: product.id } })).version).toBe(version);
  });

  test('are so many and no more', async () => {
    const product = await newProduct();
    for (let count = 0; count < images_max; count += 1) await add(product.id);
    const before = await keptKeys();
    await expect(add(product.id)).rejects.toMatchObject({ status: 409, code: 'too_many_pictures' });
    expect(await keptKeys()).toEqual(before);
  });

  test('go with their files; taking one off twice is a success', async () => {
    const product = await newProduct();
    const [one, two] = [await add(product.id), await add(product.id)];
    await doJobs();
    const params = { id: product.id, image_id: one.id };
    await vendor.products.removeImage({ params });
    await vendor.products.removeImage({ params });
    expect((await imagesOf(product.id)).map(({ id, position }) => [id, position])).toEqual([[two.id, 0]]);
    expect((await keptKeys()).filter((key) => key.includes(one.id))).toEqual([]);
    const removed = (await readLog(house)).filter(({ type }) => type === 'product.image_removed');
    expect(removed.filter(({ data }) => (data as { image_id: string }).image_id === one.id)).toHaveLength(1);
  });

  test('are their vendor’s and an admin’s to change, and seen by whoever sees the product', async () => {
    const product = await newProduct('draft');
    const image = await add(product.id);
    const params = { id: product.id, image_id: image.id };
    const other = house.as('otherVendor').products;
    const file = fileOf(jpeg);
    await expect(other.addImage({ params: { id: product.id }, file })).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.updateImage({ params, body: { position: 0 } })).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.removeImage({ params })).rejects.toMatchObject({ code: 'not_found' });
    const strange = house.as('strangeAdmin').products;
    await expect(strange.removeImage({ params })).rejects.toMatchObject({ code: 'not_found' });
    for (const name of ['otherVendor', 'customer', null] as const) {
      const asked = house.as(name).products.imageUrl({ params: { id: product.id } });
      await expect(asked).rejects.toMatchObject({ code: 'not_found' });
    }
    const admin = house.as('admin').products;
    expect(await admin.updateImage({ params, body: { alt_text: 'By an admin' } })).toMatchObject({
      alt_text: 'By an admin',
    });
    await vendor.products.update({ params: { id: product.id }, body: { status: 'active' } });
    expect((await house.as(null).products.get({ params: { id: product.id } })).images).toHaveLength(1);
    expect(await house.as(null).products.imageUrl({ params: { id: product.id } })).toMatchObject({
      url: expect.any(String),
    });
  });

  test('are loaded by one statement for a whole page of products', async () => {
    const page = await house.as(null).products.list({ query: { limit: 100 } });
    expect(page.data.filter(({ images }) => images.length > 0).length).toBeGreaterThan(2);
  });
});

describe('an upload that is repeated', () => {
  test('with its key is one picture, with addresses that are good', async () => {
    const product = await newProduct();
    const input = {
      params: { id: product.id },
      idempotencyKey: 'once-only',
      file: fileOf(jpeg),
      body: { alt_text: 'A' },
    };
    const image = await vendor.products.addImage(input);
    const before = await keptKeys();
    expect(await vendor.products.addImage(input)).toEqual(image);
    expect(await imagesOf(product.id)).toHaveLength(1);
    expect(await keptKeys()).toEqual(before);
    for (const other of [
      { file: fileOf(await picture('png')) },
      { body: { alt_text: 'B' } },
      { file: fileOf(jpeg, 'b.jpg') },
    ]) {
      const again = vendor.products.addImage({ ...input, ...other });
      await expect(again).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    }
    expect(await keptKeys()).toEqual(before);
  });
});

describe('the job', () => {
  test('fails, and can be seen, when its file is gone', async () => {
    const product = await newProduct();
    const image = await add(product.id);
    await files.remove([originalKey(image.id, 'jpg')]);
    await expect(doJobs()).rejects.toThrow(`the file of the picture ${image.id} is gone`);
    await vendor.products.removeImage({ params: { id: product.id, image_id: image.id } });
    await doJobs();
  });

  /** A picture that is taken off while its job reads it. */
  async function takenOffMeanwhile() {
    const product = await newProduct();
    const image = await add(product.id);
    const read = files.read.bind(files);
    const content = await readFile(originalKey(image.id, 'jpg'));
    const slow: typeof files.read = async (key) => {
      if (!key.includes(image.id)) return read(key);
      await vendor.products.removeImage({ params: { id: product.id, image_id: image.id } });
      return { stream: Readable.from([content]), bytes_total: 1, content_type: 'image/jpeg', etag: '""' };
    };
    const work = async (parts: Partial<typeof files>) => {
      const handlers = createPictureHandlers({ runtime: house.runtime, files: { ...files, ...parts } });
      const payload = { store_id: house.storeId, product_id: product.id, image_id: image.id };
      await handlers['picture.make_sizes']?.({ task: '', key: '', payload, attempt: 1, attempts_max: 1 });
    };
    return { image, keys: async () => (await keptKeys()).filter((key) => key.includes(image.id)), work, read: slow };
  }

  test('leaves nothing of a picture that is taken off meanwhile', async () => {
    const { keys, work, read } = await takenOffMeanwhile();
    await work({ read });
    expect(await keys()).toEqual([]);
  });

  test('that dies with what it wrote of such a picture leaves it for a day', async () => {
    const { keys, work, read } = await takenOffMeanwhile();
    const dying = { read, remove: () => Promise.reject(new Error('the worker died')) };
    await expect(work(dying)).rejects.toThrow('the worker died');
    expect(await keys()).toHaveLength(3);
    await prune();
    expect(await keys()).toHaveLength(3);
    house.runtime.clock.advance(day_seconds + 60);
    await prune();
    house.runtime.clock.advance(-day_seconds - 60);
    expect(await keys()).toEqual([]);
  });
});

describe('what is left behind', () => {
  test('of a deleted product is removed after a day, and nothing else', async () => {
    const [kept, deleted] = [await newProduct(), await newProduct()];
    const [image, gone] = [await add(kept.id), await add(deleted.id)];
    await doJobs();
    await vendor.products.remove({ params: { id: deleted.id } });
    const before = await keptKeys();
    expect(before.filter((key) => key.includes(gone.id))).toHaveLength(4);
    await prune();
    expect(await keptKeys()).toEqual(before);
    house.runtime.clock.advance(day_seconds + 60);
    await prune();
    house.runtime.clock.advance(-day_seconds - 60);
    const after = await keptKeys();
    expect(after.filter((key) => key.includes(image.id))).toHaveLength(4);
    expect(after.filter((key) => key.includes(gone.id))).toEqual([]);
  });

  test('as a row without its files is told by the doctor', async () => {
    const product = await newProduct();
    const image = await add(product.id);
    const missing = async () => {
      const { findings } = await runDoctor(house.runtime, files);
      return findings.flatMap(({ faults }) => faults).filter(({ image_id }) => image_id === image.id);
    };
    expect(await missing()).toEqual([]);
    await files.remove([originalKey(image.id, 'jpg')]);
    expect(await missing()).toMatchObject([{ missing: originalKey(image.id, 'jpg') }]);
    await vendor.products.removeImage({ params: { id: product.id, image_id: image.id } });
  });
});

describe('an address of a picture', () => {
  test('is asked for by size, and is good for ten minutes', async () => {
    const product = await newProduct();
    const image = await add(product.id);
    const ask = (query: object) => vendor.products.imageUrl({ params: { id: product.id }, query });
    expect((await ask({ size: 'card' })).url).toContain(originalKey(image.id, 'jpg'));
    await doJobs();
    expect((await ask({ size: 'card', image_id: image.id })).url).toContain(sizeKey(image.id, 'card'));
    expect((await ask({})).url).toContain(sizeKey(image.id, 'page'));
    const { url, expires_at } = await ask({ size: 'original' });
    expect(url).toContain(originalKey(image.id, 'jpg'));
    const left = new Date(expires_at).getTime() - house.runtime.clock.now().getTime();
    expect(Math.abs(left - 600_000)).toBeLessThan(1_001);
    await expect(ask({ image_id: product.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('in a product stays the same within a quarter of an hour, and is good for an hour and a half after it', async () => {
    const product = await newProduct();
    await add(product.id);
    await doJobs();
    const urlNow = async () => (await imagesOf(product.id))[0]?.urls?.card ?? '';
    house.runtime.clock.set(new Date('2030-01-01T12:00:00Z'));
    const url = await urlNow();
    house.runtime.clock.set(new Date('2030-01-01T12:14:59Z'));
    expect(await urlNow()).toBe(url);
    expect(Number(new URL(url).searchParams.get('expires')) * 1_000).toBe(Date.parse('2030-01-01T13:45:00Z'));
    house.runtime.clock.set(new Date('2030-01-01T12:15:00Z'));
    expect(await urlNow()).not.toBe(url);
  });
});
