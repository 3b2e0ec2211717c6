import { describe, expect, test } from 'vitest';
import { openOperationCaller } from './support/caller-of-operations.ts';
import { openTestHouse } from './support/index.ts';
import { documentedOperations } from './support/operations.ts';

const house = await openTestHouse();
const caller = await openOperationCaller(house);
const tagged = documentedOperations.filter(({ parameters }) =>
  parameters.some(({ name, in: place }) => place === 'header' && name === 'If-None-Match'),
);

test('single resources and the lists that are read often can be asked after', () => {
  const paths = tagged.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['/api/v1/products', '/api/v1/products/{id}', '/api/v1/categories', '/api/v1/orders/{id}']),
  );
});

describe.each(tagged)('$method $path', (operation) => {
  test('answers 304 to whoever holds it, without a body, and the whole to whoever does not', async () => {
    const first = await caller.call(operation, {});
    const { etag } = first.headers;
    expect(first).toMatchObject({ status: 200, headers: { etag: expect.stringMatching(/^"[\w-]+"$/) } });
    for (const held of [`${etag}`, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await caller.call(operation, { headers: { 'if-none-match': held } });
      expect(again).toMatchObject({ status: 304, text: '', headers: { etag } });
      expect(again.headers['content-type']).toBeUndefined();
      expect(again.headers['cache-control']).toBe(first.headers['cache-control']);
      expect(again.headers.vary).toBe(first.headers.vary);
    }
    const other = await caller.call(operation, { headers: { 'if-none-match': '"other"' } });
    expect(other).toMatchObject({ status: 200, text: first.text, headers: { etag } });
  });
});

describe('what caches may keep', () => {
  const read = (headers: Record<string, string> = {}) =>
    house.request({ method: 'GET', url: '/api/v1/products', headers });

  test('is for everybody what a visitor is told, and asked after each time', async () => {
    const { headers } = await read();
    expect(headers).toMatchObject({ 'cache-control': 'public, no-cache', vary: 'X-Store, Authorization, Cookie' });
  });

  test('is for one alone what that one is told', async () => {
    for (const name of ['customer', 'vendor', 'admin'] as const) {
      const { headers } = await read({ authorization: `Bearer ${await house.tokenOf(name)}` });
      expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'X-Store, Authorization, Cookie' });
    }
  });

  test('is told to HEAD as to GET', async () => {
    const got = await read();
    const head = await house.request({ method: 'HEAD', url: '/api/v1/products' });
    expect(head).toMatchObject({ status: 200, text: '', headers: { etag: got.headers.etag } });
    expect(head.headers['content-length']).toBe(got.headers['content-length']);
    const held = { 'if-none-match': String(got.headers.etag) };
    expect(await house.request({ method: 'HEAD', url: '/api/v1/products', headers: held })).toMatchObject({
      status: 304,
    });
  });
});

test('one entry serves every spelling of a query, and none serves another store', async () => {
  const reads = async () => {
    const { text } = await house.request({ method: 'GET', url: '/metrics' });
    return Number(/^orderhouse_cache_reads_total\{cache="products",from="memory"\} (\d+)$/m.exec(text)?.[1] ?? 0);
  };
  const ask = (query: string, headers = {}) =>
    house.request({ method: 'GET', url: `/api/v1/products?${query}`, headers });
  await house.as('strangeVendor').products.create({ body: { name: 'Elsewhere', sku: 'ELSEWHERE', unit_price: 1 } });
  await ask('limit=7&price_min=0');
  const before = await reads();
  const spelled = await ask('price_min=00&limit=07');
  expect(await reads()).toBe(before + 1);
  const { slug } = await house.as('strangeAdmin').store.get();
  const elsewhere = await ask('limit=7&price_min=0', { 'x-store': slug });
  expect(elsewhere.text).not.toBe(spelled.text);
  expect(elsewhere.text).toContain('Elsewhere');
});
