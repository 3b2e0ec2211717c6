import { createHmac } from 'node:crypto';
import { startFauxqs } from 'fauxqs';
import { afterAll, describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../../tests/support/index.ts';
import { newId } from '../ids.ts';
import { createFileLinks } from './file-links.ts';
import type { LinkOptions } from './files.ts';

const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-west-1' });
afterAll(() => fauxqs.stop());
fauxqs.createBucket('shop-files');
// Whose they are makes no difference to fauxqs.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });

const house = await openTestHouse();
const content = 'The quick brown fox jumps over the lazy dog.';
const key = `pictures/${newId()}-card.webp`;
await house.files.write(key, Buffer.from(content), { content_type: 'image/webp' });

const inSeconds = (seconds: number) => new Date(house.runtime.clock.now().getTime() + seconds * 1_000);

function addressOf(of = key, options: Partial<LinkOptions> = {}): string {
  const { pathname, search } = new URL(house.fileLinks.urlOf(of, { expires_at: inSeconds(600), ...options }));
  return pathname + search;
}

const get = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  house.app.inject({ method, url, headers });

describe('a file in a folder', () => {
  test('is sent to whoever has its address, to be kept until that runs out', async () => {
    const { statusCode, headers, body } = await get(addressOf());
    expect([statusCode, body]).toEqual([200, content]);
    expect(headers).toMatchObject({
      'content-type': 'image/webp',
      'content-length': `${content.length}`,
      'content-disposition': 'inline',
      'accept-ranges': 'bytes',
      'cache-control': expect.stringMatching(/^private, max-age=(600|599|598), immutable$/),
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[0-9a-f-]+"$/),
    });
    const file = await house.files.read(key);
    file?.stream.destroy();
    expect(file?.etag).toBe(headers.etag);
  });

  test('is told of without being sent', async () => {
    const { statusCode, headers, body } = await get(addressOf(), {}, 'HEAD');
    expect([statusCode, headers['content-length'], body]).toEqual([200, `${content.length}`, '']);
  });

  test('is saved under a name where the address says so', async () => {
    const { headers } = await get(addressOf(key, { file_name: 'Größe "x".webp' }));
    expect(headers['content-disposition']).toBe(
      `attachment; filename="Gro__e _x_.webp"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%22x%22.webp`,
    );
  });

  test('needs no sign-in, and a token that is none is not looked at', async () => {
    expect((await get(addressOf(), { authorization: 'Bearer x', 'x-store': 'nowhere' })).statusCode).toBe(200);
  });

  test.each([
    ['bytes=0-2', 206, 'The', `bytes 0-2/${content.length}`],
    ['bytes=40-', 206, 'dog.', `bytes 40-43/${content.length}`],
    ['bytes=-4', 206, 'dog.', `bytes 40-43/${content.length}`],
    ['bytes=40-1000', 206, 'dog.', `bytes 40-43/${content.length}`],
    // Several at once are answered by the whole, as RFC 9110 allows.
    ['bytes=0-2,10-14', 200, content, undefined],
    ['lines=1-2', 200, content, undefined],
  ])('the part %s', async (range, status, text, told) => {
    const { statusCode, headers, body } = await get(addressOf(), { range });
    expect([statusCode, body, headers['content-range']]).toEqual([status, text, told]);
  });

  test('a part that it does not have is refused, with how long it is', async () => {
    expect((await get(addressOf(), { range: 'bytes=nonsense' })).statusCode).toBe(416);
    const answer = await get(addressOf(), { range: 'bytes=44-' });
    expect(answer.statusCode).toBe(416);
    expect(answer.headers).toMatchObject({
      'content-range': `bytes */${content.length}`,
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(answer.json()).toMatchObject({ code: 'range_not_satisfiable' });
  });

  test('is not sent again to who has it', async () => {
    const { headers } = await get(addressOf());
    const etag = String(headers.etag);
    const again = await get(addressOf(), { 'if-none-match': `"other", ${etag}` });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
    expect(again.headers['cache-control']).toMatch(/^private, max-age=/);
    // As `fetch` asks.
    expect((await get(addressOf(), { 'if-none-match': etag, 'cache-control': 'no-cache' })).statusCode).toBe(304);
    expect((await get(addressOf(), { 'if-none-match': '"other"' })).statusCode).toBe(200);
    const since = String(headers['last-modified']);
    expect((await get(addressOf(), { 'if-modified-since': since })).statusCode).toBe(304);
    const changed = await get(addressOf(), { 'if-match': '"other"' });
    expect([changed.statusCode, changed.json().code]).toEqual([412, 'precondition_failed']);
  });

  test('a part is sent only of the file that is meant', async () => {
    const etag = String((await get(addressOf())).headers.etag);
    const range = 'bytes=0-2';
    expect((await get(addressOf(), { range, 'if-range': etag })).body).toBe('The');
    expect((await get(addressOf(), { range, 'if-range': '"other"' })).body).toBe(content);
  });

  test('that is not there is not found', async () => {
    const answer = await get(addressOf(`pictures/${newId()}.webp`));
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

describe('an address', () => {
  const changed = (change: (url: URL) => void, of = addressOf()) => {
    const url = new URL(of, 'http://house.test');
    change(url);
    return url.pathname + url.search;
  };
  const later = `${Math.floor(inSeconds(6_000).getTime() / 1_000)}`;
  const named = addressOf(key, { file_name: 'a.webp' });

  test.each([
    ['that has run out', addressOf(key, { expires_at: inSeconds(0) })],
    ['that is to be good for longer', changed(({ searchParams }) => searchParams.set('expires', later))],
    ['of another file', changed((url) => Object.assign(url, { pathname: `/files/pictures/${newId()}.webp` }))],
    ['with another name', changed(({ searchParams }) => searchParams.set('file_name', 'b.webp'), named)],
    ['without its name', changed(({ searchParams }) => searchParams.delete('file_name'), named)],
    ['with another signature', changed(({ searchParams }) => searchParams.set('signature', 'A'.repeat(43)))],
    ['with no signature', changed(({ searchParams }) => searchParams.set('signature', ''))],
    ['out of its folder', addressOf().replace('/files/pictures/', '/files/..%2Fsecrets%2F/')],
    ['of no file of ours', addressOf().replace(/[0-9a-f-]{36}-card\.webp/, 'encryption-key')],
  ])('%s is refused', async (_name, url) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'invalid_link']);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['without a time', changed(({ searchParams }) => searchParams.delete('expires'))],
    ['without a signature', changed(({ searchParams }) => searchParams.delete('signature'))],
    ['with a time that is none', changed(({ searchParams }) => searchParams.set('expires', 'soon'))],
    ['with two signatures', `${addressOf()}&signature=x`],
    ['with what nobody knows', `${addressOf()}&size=9`],
  ])('%s is refused', async (_name, url) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'validation_failed']);
  });

  test('is signed with a key that follows from ENCRYPTION_KEY and is not it', () => {
    const expires_at = inSeconds(600);
    const signatureBy = (sealingKey: Buffer) => {
      const links = createFileLinks({ sealingKey, publicUrl: 'http://house.test' });
      return new URL(links.urlOf(key, { expires_at })).searchParams.get('signature') ?? '';
    };
    const [ours, same, other] = [1, 1, 2].map((byte) => signatureBy(Buffer.alloc(32, byte)));
    expect(same).toBe(ours);
    expect(other).not.toBe(ours);
    const text = `${key}\n${Math.floor(expires_at.getTime() / 1_000)}\n`;
    expect(createHmac('sha256', Buffer.alloc(32, 1)).update(text).digest('base64url')).not.toBe(ours);
  });
});

test('a file in a bucket is sent for there, for as long as its address is good', async () => {
  const endpoint = fauxqs.address;
  const place = { kind: 's3', bucket: 'shop-files', region: 'eu-west-1', endpoint, force_path_style: true } as const;
  const remote = await openTestHouse({ files_place: place });
  const picture = `pictures/${newId()}.webp`;
  await remote.files.write(picture, Buffer.from(content), { content_type: 'image/webp' });
  const { pathname, search } = new URL(remote.fileLinks.urlOf(picture, { expires_at: inSeconds(60) }));
  const answer = await remote.app.inject({ method: 'GET', url: pathname + search });
  expect(answer.statusCode).toBe(302);
  expect(answer.headers['cache-control']).toMatch(/^private, max-age=\d\d$/);
  const there = new URL(String(answer.headers.location));
  expect(there.origin).toBe(endpoint);
  expect(Number(there.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(60);
  expect(await (await fetch(there)).text()).toBe(content);
  // What a role's credentials have signed may run out before.
  const later = new URL(remote.fileLinks.urlOf(picture, { expires_at: inSeconds(6_000) }));
  const sent = await remote.app.inject({ method: 'GET', url: later.pathname + later.search });
  expect(sent.headers['cache-control']).toBe('private, max-age=300');
});
