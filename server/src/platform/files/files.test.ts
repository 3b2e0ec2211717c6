import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { startFauxqs } from 'fauxqs';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { newId } from '../ids.ts';
import { createFileLinks } from './file-links.ts';
import { type Files, FilesLeft } from './files.ts';
import { parseFilesUrl } from './files-url.ts';
import { openFiles } from './open-files.ts';
import { openS3Files } from './s3-files.ts';

const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-west-1' });
afterAll(() => fauxqs.stop());
fauxqs.createBucket('shop-files');
// Whose they are makes no difference to fauxqs.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });

const data_dir = await mkdtemp(join(tmpdir(), 'orderhouse-files-'));
afterAll(() => rm(data_dir, { recursive: true }));
const links = createFileLinks({ sealingKey: Buffer.alloc(32, 7), publicUrl: 'http://house.test' });

const bucketAt = (endpoint: string, bucket = 'shop-files') =>
  `s3://${bucket}?region=eu-west-1&endpoint=${encodeURIComponent(endpoint)}`;

function placeOf(url: string) {
  const place = parseFilesUrl(url);
  if (typeof place === 'string') throw new Error(place);
  return place;
}

const open = (url: string, folder = data_dir): Promise<Files> =>
  openFiles({ place: placeOf(url), data_dir: folder, links });

async function contentsOf(files: Files, key: string, range?: { start: number; end?: number }) {
  const file = await files.read(key, range);
  if (file === null) return null;
  const { stream, ...about } = file;
  return { ...about, content: await buffer(stream) };
}

const csv = { content_type: 'text/csv; charset=utf-8' } as const;
const newCsv = () => `imports/${newId()}.csv`;
// More than one part of an upload to S3.
const large = Buffer.alloc(11 * 1_048_576, 'Lantern, white metal. ');

async function* inPieces(content: Buffer, size = 300_000) {
  for (let from = 0; from < content.length; from += size) yield content.subarray(from, from + size);
}

describe.each([
  ['a folder', 'file:'],
  ['S3', bucketAt(fauxqs.address)],
])('files in %s', async (_name, url) => {
  const files = await open(url);
  afterAll(() => files.close());

  test('what was written is read, as it was', async () => {
    const key = newCsv();
    expect(await files.write(key, Buffer.from('sku;name\n'), csv)).toEqual({ bytes: 9 });
    const read = await contentsOf(files, key);
    expect(read).toEqual({
      ...csv,
      bytes_total: 9,
      etag: expect.stringMatching(/^"[^"]+"$/),
      content: Buffer.from('sku;name\n'),
    });
    expect((await contentsOf(files, key))?.etag).toBe(read?.etag);
  });

  test('a stream of many pieces, and one of none', async () => {
    const [key, empty] = [newCsv(), newCsv()];
    expect(await files.write(key, Readable.from(inPieces(large)), csv)).toEqual({ bytes: large.length });
    expect((await contentsOf(files, key))?.content.equals(large)).toBe(true);
    expect(await files.write(empty, Readable.from([]), csv)).toEqual({ bytes: 0 });
    expect(await contentsOf(files, empty)).toMatchObject({ bytes_total: 0, content: Buffer.alloc(0) });
  });

  test('parts of a file', async () => {
    const key = newCsv();
    await files.write(key, Buffer.from('0123456789'), csv);
    const part = async (start: number, end?: number) => {
      const read = await contentsOf(files, key, { start, ...(end !== undefined && { end }) });
      expect(read?.bytes_total).toBe(10);
      return read?.content.toString();
    };
    expect(await part(0, 0)).toBe('0');
    expect(await part(3)).toBe('3456789');
    expect(await part(3, 5)).toBe('345');
    expect(await part(8, 100)).toBe('89');
    expect(await part(10)).toBe('');
    expect(await part(5, 4)).toBe('');
  });

  test('what is not there reads as null, and removing it is a success', async () => {
    const [key, other] = [newCsv(), newCsv()];
    expect(await files.read(key)).toBeNull();
    expect(await files.read(key, { start: 5, end: 4 })).toBeNull();
    await files.write(key, Buffer.from('a'), csv);
    await files.remove([key, other]);
    await files.remove([]);
    expect(await files.read(key)).toBeNull();
  });

  test('a stream that breaks leaves nothing', async () => {
    const key = `broken/${newId()}.csv`;
    async function* breaking() {
      yield large;
      throw new Error('the sender went away');
    }
    await expect(files.write(key, Readable.from(breaking()), csv)).rejects.toThrow('the sender went away');
    expect(await files.read(key)).toBeNull();
  });

  test.each([
    '../secrets/encryption-key',
    'pictures/../../secrets.csv',
    `pictures/../${newId()}.csv`,
    `/etc/${newId()}.csv`,
    `a/b/${newId()}.csv`,
    `imports/${newId()}.exe`,
    `imports/${newId()}.csv\0.png`,
    `imports/${newId().toUpperCase()}.csv`,
    '',
  ])('%j is no key', async (key) => {
    await expect(files.write(key, Buffer.from('x'), csv)).rejects.toThrow('is no key of a file');
    await expect(files.read(key)).rejects.toThrow('is no key of a file');
    await expect(files.remove([key])).rejects.toThrow('is no key of a file');
    await expect(files.signedUrl(key, { expires_at: new Date() })).rejects.toThrow('is no key of a file');
  });

  test('a key that ends as something else than it holds is refused', async () => {
    const key = newCsv();
    await expect(files.write(key, Buffer.from('x'), { content_type: 'image/png' })).rejects.toThrow('not as image/png');
  });
});

test('a signed URL of S3 gives the file, under its name, for its time', async () => {
  const files = await open(bucketAt(fauxqs.address));
  onTestFinished(() => files.close());
  const key = newCsv();
  await files.write(key, Buffer.from('a;b'), csv);
  const url = await files.signedUrl(key, { expires_at: new Date(Date.now() + 90_000), file_name: 'Größen.csv' });
  const { searchParams } = new URL(url);
  expect(Number(searchParams.get('X-Amz-Expires'))).toBeGreaterThan(85);
  expect(Number(searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(90);
  expect(searchParams.get('response-content-disposition')).toBe(
    `attachment; filename="Gro__en.csv"; filename*=UTF-8''Gr%C3%B6%C3%9Fen.csv`,
  );
  const answer = await fetch(url);
  expect([answer.status, await answer.text()]).toEqual([200, 'a;b']);
});

describe('a folder', () => {
  test('a draft that a dead process left is taken away after a day', async () => {
    const folder = await mkdtemp(join(data_dir, 'drafts-'));
    const drafts = join(folder, 'files', '.drafts');
    await mkdir(drafts, { recursive: true });
    await writeFile(join(drafts, 'old'), 'x');
    await writeFile(join(drafts, 'new'), 'x');
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    await utimes(join(drafts, 'old'), longAgo, longAgo);
    await open('file:', folder);
    expect(await readdir(drafts)).toEqual(['new']);
  });

  test('where it cannot be made, the setting is named', async () => {
    const blocked = join(data_dir, 'blocked');
    await writeFile(blocked, '');
    await expect(open(`file://${blocked}/files`)).rejects.toThrow(
      `FILES_URL: ${blocked}/files cannot be written (ENOTDIR)`,
    );
    await expect(open('file:', blocked)).rejects.toThrow(`DATA_DIR: ${blocked}/files cannot be written (ENOTDIR)`);
    await chmod(blocked, 0o600);
  });
});

/** @returns the address of a server that is closed at the end of the test. */
async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('S3', () => {
  test('a bucket that is not there is told when it is opened', async () => {
    await expect(open(bucketAt(fauxqs.address, 'no-such-bucket'))).rejects.toThrow(
      'FILES_URL: the bucket no-such-bucket cannot be used (NoSuchBucket: ',
    );
  });

  test('a bucket that may not be written is told', async () => {
    const refusing = createServer((request, reply) => {
      request.resume();
      if (request.method === 'GET') return reply.writeHead(200).end('<ListBucketResult/>');
      return reply
        .writeHead(403, { 'content-type': 'application/xml' })
        .end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
    });
    await expect(open(bucketAt(await listen(refusing)))).rejects.toThrow(
      'FILES_URL: the bucket shop-files cannot be used (AccessDenied: Access Denied)',
    );
  });

  const quick = { connect_ms_max: 300, silence_ms_max: 300, answer_ms_max: 300 };

  test('a server that takes connections and says nothing is given up', async () => {
    const silent = createSocketServer((socket) => void onTestFinished(() => void socket.destroy()));
    const place = placeOf(bucketAt(await listen(silent)));
    if (place.kind !== 's3') throw new Error('no bucket');
    await expect(openS3Files(place, quick)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('a file that stops coming is an error of its stream, not a wait for ever', async () => {
    const stalling = createServer((request, reply) => {
      request.resume();
      onTestFinished(() => void reply.destroy());
      if (!request.url?.includes('.csv')) return reply.writeHead(200).end('<DeleteResult/>');
      reply.writeHead(200, { 'content-length': 100, etag: '"1"' });
      return reply.write('the beginning');
    });
    const place = placeOf(bucketAt(await listen(stalling)));
    if (place.kind !== 's3') throw new Error('no bucket');
    const files = await openS3Files(place, quick);
    onTestFinished(() => files.close());
    await expect(contentsOf(files, newCsv())).rejects.toThrow();
  });

  test('what it does not delete is told by its key, once all were tried', async () => {
    const keys = Array.from({ length: 1_001 }, newCsv);
    const [stuck = ''] = keys;
    let asked = 0;
    const refusing = createServer((request, reply) => {
      request.resume();
      const isDelete = request.method === 'POST';
      if (isDelete) asked += 1;
      const error = `<Error><Key>${stuck}</Key><Code>InternalError</Code><Message>not now</Message></Error>`;
      // The first is that of trying the bucket.
      reply.writeHead(200, { etag: '"1"' }).end(`<DeleteResult>${isDelete && asked === 2 ? error : ''}</DeleteResult>`);
    });
    const files = await open(bucketAt(await listen(refusing)));
    onTestFinished(() => files.close());
    const left = await files.remove(keys).catch((error) => error);
    expect(left).toBeInstanceOf(FilesLeft);
    expect(left).toMatchObject({ keys: [stuck], message: `${stuck} was not removed: S3: InternalError not now` });
    expect(asked).toBe(3);
  });

  test('it is tried again when S3 is overloaded', async () => {
    let refusals = 0;
    const busy = createServer((request, reply) => {
      request.resume();
      const isFile = request.url?.includes('.csv');
      if (isFile && refusals++ < 2) {
        return reply.writeHead(503).end('<Error><Code>SlowDown</Code><Message>slow down</Message></Error>');
      }
      return reply.writeHead(200, { etag: '"1"' }).end(isFile ? 'whole' : '<DeleteResult/>');
    });
    const files = await open(bucketAt(await listen(busy)));
    onTestFinished(() => files.close());
    expect((await contentsOf(files, newCsv()))?.content.toString()).toBe('whole');
    expect(refusals).toBe(3);
  });
});
