import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';

const folder = await mkdtemp(join(tmpdir(), 'orderhouse-web-'));
afterAll(() => rm(folder, { recursive: true }));
const page = '<!doctype html><title>Shop</title><script type="module" src="/assets/main-1a2b3c4d.js"></script>';
const script = `export const text = '${'x'.repeat(2_000)}';`;
await mkdir(join(folder, 'assets'));
await writeFile(join(folder, 'index.html'), page);
await writeFile(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
await writeFile(join(folder, 'assets/main-1a2b3c4d.js'), script);
await writeFile(join(folder, 'assets/main-1a2b3c4d.js.br'), brotliCompressSync(script));

const house = await openTestHouse({ webFolder: folder });
const bare = await openTestHouse();
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const get = (url: string, headers: Record<string, string> = html) => house.app.inject({ url, headers });

test.each([
  '/',
  '/orders',
  '/orders/019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b?tab=lines',
  '/manage/products/new',
  '/apiary',
])('a browser that asks for %s gets the page, which knows what is there', async (url) => {
  const answer = await get(url);
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toBe(page);
  expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
  const policy = String(answer.headers['content-security-policy']);
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});

test('the page is asked for each time: a build of the same size and time may be another', async () => {
  const { headers } = await get('/');
  expect(headers).not.toHaveProperty('etag');
  expect(headers).not.toHaveProperty('last-modified');
  expect(headers.vary).toBe('Accept, Accept-Encoding');
});

test('a file whose name holds its hash is kept for a year, and sent as small as the browser reads it', async () => {
  const plain = await get('/assets/main-1a2b3c4d.js', {});
  expect(plain.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    'content-type': 'application/javascript; charset=utf-8',
  });
  expect(plain.body).toBe(script);
  const small = await get('/assets/main-1a2b3c4d.js', { 'accept-encoding': 'gzip, br' });
  expect(small.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
  expect(brotliDecompressSync(small.rawPayload).toString()).toBe(script);
});

test('a file beside the page is asked after each time', async () => {
  const answer = await get('/icon.svg');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' });
});

test.each([
  '/assets/gone-00000000.js',
  '/assets/..%2f..%2fpackage.json',
  '/assets/deeper/main-1a2b3c4d.js',
  '/api/v1/nothing',
  '/files/nothing',
  '/docs/nothing',
  '/.well-known/nothing',
])('what is not there below %s is a problem, also for a browser', async (url) => {
  const answer = await get(url);
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ code: 'not_found' });
});

test('a program that asks for an address which nobody serves is told so', async () => {
  const asking: Record<string, string>[] = [{ accept: 'application/json' }, { accept: '*/*' }, {}];
  for (const headers of asking) {
    expect((await get('/orders', headers)).json()).toMatchObject({ status: 404, code: 'not_found' });
  }
  const posted = await house.app.inject({ method: 'POST', url: '/orders', headers: html, payload: {} });
  expect(posted.json()).toMatchObject({ status: 404, code: 'not_found' });
});

test('where nothing was built there is the API alone', async () => {
  for (const url of ['/', '/orders']) {
    expect((await bare.app.inject({ url, headers: html })).json()).toMatchObject({ status: 404, code: 'not_found' });
  }
});
