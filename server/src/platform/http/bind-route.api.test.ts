import { expect, test } from 'vitest';
import { openTestHouse } from '../../../../tests/support/index.ts';

const house = await openTestHouse();
const vendor = house.as('vendor');

test('a repeat is one however its path, its ids and the order of its members are written', async () => {
  const { variants } = await vendor.products.create({ body: { name: 'Lantern', sku: 'B-1', unit_price: 1, stock: 5 } });
  const id = variants[0]?.id ?? '';
  const adjust = (target: string, body: string) =>
    house.request({
      method: 'POST',
      url: `/api/v1/variants/${target}/stock-adjustments`,
      as: 'vendor',
      headers: { 'idempotency-key': 'adjust-1', 'content-type': 'application/json' },
      body,
    });
  const first = await adjust(id, '{"delta": 2, "reason": "received"}');
  expect(first).toMatchObject({ status: 201 });
  const [head = '', ...rest] = id;
  const spelled = [id, id.toUpperCase(), `%${head.charCodeAt(0).toString(16)}${rest.join('')}`];
  for (const target of spelled) {
    const repeat = await adjust(target, '{"reason":"received","delta":2}');
    expect(repeat.headers['idempotent-replayed'], target).toBe('true');
    expect(repeat.body).toEqual(first.body);
  }
  expect(await adjust(id, '{"reason":"received","delta":3}')).toMatchObject({
    status: 422,
    body: { code: 'idempotency_key_reused' },
  });
});

test('If-Match is for changes: reading and making pay no heed to it', async () => {
  const headers = { 'if-match': '"7"' };
  const body = { name: 'Lantern', sku: 'B-2', unit_price: 1 };
  const made = await house.request({ method: 'POST', url: '/api/v1/products', as: 'vendor', headers, body });
  expect(made.status).toBe(201);
  const url = `/api/v1/products/${made.body.id}`;
  for (const tag of ['"7"', 'W/"1"', 'nonsense']) {
    const read = await house.request({ method: 'GET', url, headers: { 'if-match': tag } });
    expect(read.status, tag).toBe(200);
  }
  const change = { method: 'PATCH', url, as: 'vendor', headers, body: { name: 'Lamp' } } as const;
  expect(await house.request(change)).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
});

test('a parameter that its contract does not name is refused on every route', async () => {
  for (const [method, url] of [
    ['GET', '/api/v1/store'],
    ['GET', '/api/v1/auth/me'],
    ['PATCH', '/api/v1/auth/me'],
  ] as const) {
    const answer = await house.request({ method, url: `${url}?limt=5`, as: 'vendor' });
    expect(answer.body.errors, url).toContainEqual(expect.objectContaining({ pointer: 'limt', code: 'unknown_field' }));
  }
});

test('no cache keeps an answer; what has a version may be kept by its caller and asked after', async () => {
  const kept = async (url: string, as?: 'customer') =>
    (await house.request({ method: 'GET', url, ...(as && { as }) })).headers['cache-control'];
  const { email, storeSlug } = house.people.customer;
  const body = { email, password: 'Correct-horse-1' };
  const headers = { 'x-store': storeSlug };
  const session = await house.request({ method: 'POST', url: '/api/v1/auth/login', headers, body });
  expect(session).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
  expect(await kept('/api/v1/orders', 'customer')).toBe('no-store');
  expect(await kept('/api/v1/orders')).toBe('no-store');
  expect(await kept('/api/v1/nowhere')).toBe('no-store');
  expect(await kept('/api/v1/auth/me', 'customer')).toBe('private, no-cache');
  expect(await kept('/.well-known/jwks.json')).toBe('public, max-age=300');
});

test('browsers are told to insist on https only where the house is reached by it', async () => {
  const { app } = await house.openAnother({ public_url: 'https://shop.example' });
  const told = async (of = house.app) =>
    (await house.request({ method: 'GET', url: '/health', app: of })).headers['strict-transport-security'];
  expect(await told()).toBeUndefined();
  expect(await told(app)).toMatch(/^max-age=\d+$/);
});
