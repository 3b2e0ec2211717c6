import { imageSizes } from '@orderhouse/contracts';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { formWith, sentForm } from '../../../../tests/support/form.ts';
import { jpeg, openPictureHouse } from '../../../../tests/support/picture-house.ts';
import { fileOf, picture } from '../../../../tests/support/pictures.ts';
import { readLog } from '../../../../tests/support/read-log.ts';
import { originalKey, sizeNames } from './stored-image.ts';

const { house, vendor, newProduct, add, imagesOf, readFile, keptKeys, doJobs } = await openPictureHouse();

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
