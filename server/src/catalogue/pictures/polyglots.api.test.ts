import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import {
  box,
  multiPicture,
  samsungTrailer,
  sayingMotion,
  video,
  withChunk,
  withSegment,
} from '../../../../tests/support/camera-pictures.ts';
import { contentsOf } from '../../../../tests/support/contents.ts';
import { formWith, sentForm } from '../../../../tests/support/form.ts';
import { openTestHouse } from '../../../../tests/support/index.ts';
import { keptFiles } from '../../../../tests/support/kept-files.ts';
import { fileOf, picture } from '../../../../tests/support/pictures.ts';

const house = await openTestHouse();
const { id } = await house.as('vendor').products.create({ body: { name: 'Lantern', sku: 'L-1', unit_price: 339 } });

async function archive(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('<?php phpinfo();'), 'lantern.php');
  zip.end();
  return buffer(zip.outputStream);
}

async function send(content: Buffer) {
  const { body, headers } = await sentForm(formWith(fileOf(content)));
  return house.request({ method: 'POST', url: `/api/v1/products/${id}/images`, as: 'vendor', body, headers });
}

const [jpeg, png, webp, avif] = [
  await picture('jpeg'),
  await picture('png'),
  await picture('webp'),
  await picture('avif'),
];
const zip = await archive();
const page = Buffer.from('<html><script>alert(1)</script></html>');
const pdf = '%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n';
const severalScans = await sharp(jpeg).jpeg({ progressive: true }).toBuffer();
const gainMap = await sharp(jpeg).resize(16).greyscale().jpeg().toBuffer();

/** A WebP whose outermost chunk counts what was hung on to it in. */
function grown(tail: Buffer): Buffer {
  const bytes = Buffer.concat([webp, tail]);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  return bytes;
}

/** An AVIF whose last box says to reach to the end of the file, wherever that is. */
function endless(): Buffer {
  const bytes = Buffer.from(avif);
  bytes.writeUInt32BE(0, bytes.indexOf('mdat') - 4);
  return bytes;
}

/** An archive inside of a comment; to whoever reads from the end, the picture is the comment of the archive. */
function archiveInComment(): Buffer {
  const within = Buffer.from(zip);
  within.writeUInt16LE(jpeg.length - 2, within.length - 2);
  return withSegment(jpeg, 0xfe, within);
}

/** The same, with something between its list and its end: Info-ZIP finds the list by its place in the file. */
function looseArchiveInComment(): Buffer {
  const bytes = Buffer.from(zip);
  const end = bytes.lastIndexOf('PK\x05\x06');
  bytes.writeUInt32LE(bytes.readUInt32LE(end + 16) + 6, end + 16);
  bytes.writeUInt16LE(jpeg.length - 2, bytes.length - 2);
  return withSegment(jpeg, 0xfe, Buffer.concat([bytes.subarray(0, end), Buffer.alloc(30, 'x'), bytes.subarray(end)]));
}

/** A page in the place of a block. */
function forgedTrailer(): Buffer {
  const bytes = samsungTrailer({ Image_UTC_Data: page });
  page.copy(bytes);
  return bytes;
}

const tails: [string, Buffer][] = [
  ['an archive', zip],
  ['a page', page],
  ['a PDF', Buffer.from(pdf)],
  ['a script', Buffer.from('#!/bin/sh\necho\n')],
  ['a program', Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0', 'latin1')],
  ['a picture', jpeg],
  ['another picture', png],
  ['a third', avif],
  ['a video', video()],
  ['padding and a page', Buffer.concat([Buffer.alloc(4_096), page])],
  ['one byte', Buffer.from('\n')],
];

describe('a file that is a picture and something else is refused, and nothing is kept', () => {
  const behind = Object.entries({ jpeg, png, webp, avif }).flatMap(([format, one]) =>
    tails.map(([name, tail]): [string, Buffer, string] => [
      `${format}, then ${name}`,
      Buffer.concat([one, tail]),
      'extra',
    ]),
  );
  test.each<[string, Buffer, string]>([
    ...behind,
    ['PDF in a comment, then its rest', Buffer.concat([withSegment(jpeg, 0xfe, pdf), Buffer.from('%%EOF')]), 'extra'],
    ['PDF in a comment alone', withSegment(jpeg, 0xfe, pdf), 'extra'],
    ['an archive in a comment', archiveInComment(), 'extra'],
    ['an archive in a comment, whose parts stand apart', looseArchiveInComment(), 'extra'],
    ['an archive in a box that may be skipped', Buffer.concat([avif, box('free', zip)]), 'extra'],
    ['a box of no known kind', Buffer.concat([avif, box('hide', page)]), 'extra'],
    ['pictures behind each other, then a page', Buffer.concat([multiPicture(jpeg, [gainMap]), page]), 'extra'],
    ['pictures behind each other, then a video', Buffer.concat([multiPicture(jpeg, [gainMap]), video()]), 'extra'],
    ['a video that is cut off', Buffer.concat([sayingMotion(jpeg, 1), video().subarray(0, -1)]), 'extra'],
    ['a video, then a page', Buffer.concat([sayingMotion(jpeg, 1), video(), page]), 'extra'],
    ['a page, then a trailer', Buffer.concat([jpeg, page, samsungTrailer({ Image_UTC_Data: '1' })]), 'extra'],
    ['a trailer, then a page', Buffer.concat([jpeg, samsungTrailer({ Image_UTC_Data: '1' }), page]), 'extra'],
    ['an archive in a trailer', Buffer.concat([jpeg, samsungTrailer({ Image_UTC_Data: zip })]), 'extra'],
    ['a trailer whose list names what is no block', Buffer.concat([jpeg, forgedTrailer()]), 'extra'],
    ['the end of a trailer alone', Buffer.concat([jpeg, page, Buffer.from('\x26\0\0\0SEFT', 'latin1')]), 'extra'],
    ['a JPEG without its end', jpeg.subarray(0, -2), 'unreadable'],
    ['a page in place of the end of a JPEG', Buffer.concat([jpeg.subarray(0, -2), page]), 'unreadable'],
    ['a PNG without its end', png.subarray(0, -12), 'unreadable'],
    ['a page in place of the end of a PNG', Buffer.concat([png.subarray(0, -12), page]), 'unreadable'],
    ['a WebP that counts a page in', grown(page), 'unreadable'],
    ['an AVIF without an end', endless(), 'unreadable'],
    ['an AVIF without an end, then a page', Buffer.concat([endless(), page]), 'unreadable'],
    ['GIF before it', Buffer.concat([Buffer.from('GIF89a'), jpeg]), 'type|unreadable'],
    ['a page before it', Buffer.concat([page, jpeg]), 'type'],
    ['an archive before it', Buffer.concat([zip, jpeg]), 'type'],
  ])('%s', async (_name, content, code) => {
    const before = [await contentsOf(house.databaseUrl), await keptFiles(house.files, 'pictures')];
    const answer = await send(content);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_picture' } });
    expect(answer.body.errors).toMatchObject([{ pointer: '/file', code: expect.stringMatching(`^(${code})$`) }]);
    expect([await contentsOf(house.databaseUrl), await keptFiles(house.files, 'pictures')]).toEqual(before);
  });

  test('and says what to do', async () => {
    const { body } = await send(Buffer.concat([jpeg, zip]));
    expect(body.errors[0].detail).toContain('save it as a new picture');
  });
});

describe('what cameras and telephones make is taken, and nothing but the picture is kept', () => {
  const trailer = samsungTrailer({ Image_UTC_Data: '1458170015363', MotionPhoto_Data: video() });
  const secret = 'Ada Lovelace <script>';
  test.each<[string, Buffer]>([
    ['zeros behind the end', Buffer.concat([jpeg, Buffer.alloc(100_000)])],
    ['three zeros', Buffer.concat([jpeg, Buffer.alloc(3)])],
    ['other padding', Buffer.concat([jpeg, Buffer.alloc(50, 0xff)])],
    ['zeros behind a PNG', Buffer.concat([png, Buffer.alloc(512)])],
    ['a gain map', multiPicture(jpeg, [gainMap])],
    ['a gain map, and padding', Buffer.concat([multiPicture(jpeg, [gainMap], 33), Buffer.alloc(7)])],
    ['several previews', multiPicture(jpeg, [gainMap, jpeg, withSegment(gainMap, 0xe1, secret)], 2)],
    ['a video', Buffer.concat([sayingMotion(jpeg, video().length), video()])],
    ['padding and a video', Buffer.concat([sayingMotion(jpeg, video().length), Buffer.alloc(9), video()])],
    ['a gain map and a video', Buffer.concat([sayingMotion(multiPicture(jpeg, [gainMap]), 1), video()])],
    ['a trailer', Buffer.concat([jpeg, trailer])],
    ['a trailer with whatever is in it', Buffer.concat([jpeg, samsungTrailer({ MCC_Data: secret })])],
    ['a gain map and a trailer', Buffer.concat([multiPicture(jpeg, [gainMap], 5), trailer])],
    ['a trailer behind a PNG', Buffer.concat([png, trailer])],
    ['a comment', withSegment(jpeg, 0xfe, secret)],
    ['a text in a PNG', withChunk(png, 'tEXt', `Comment\0${secret}`)],
    ['a box that may be skipped', Buffer.concat([avif, box('free', secret)])],
    ['a video in a box of an AVIF', Buffer.concat([avif, box('mpvd', video())])],
    ['several scans', severalScans],
    ['fill bytes', Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(5, 0xff), jpeg.subarray(2)])],
  ])('%s', async (_name, content) => {
    const answer = await send(content);
    expect(answer).toMatchObject({ status: 201, body: { width: 64, height: 48 } });
    const params = { id, image_id: String(answer.body.id) };
    const [key] = (await keptFiles(house.files, 'pictures')).filter((one) => one.includes(params.image_id));
    const file = await house.files.read(`pictures/${key}`);
    const kept = file ? await buffer(file.stream) : Buffer.alloc(0);
    expect(kept.length).toBeGreaterThan(0);
    for (const foreign of ['<script>', 'MPF\0', 'ftypmp42', 'SEFT', 'http://ns.google.com']) {
      expect(kept.includes(foreign), foreign).toBe(false);
    }
    expect((await sharp(kept).metadata()).width).toBe(64);
    await house.as('vendor').products.removeImage({ params });
  });
});
