import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { openTestHouse, password } from './support/index.ts';

const lines: string[] = [];
const stream = new PassThrough();
stream.on('data', (chunk) => lines.push(...String(chunk).trim().split('\n')));
const house = await openTestHouse({ log: pino({ level: 'info' }, stream) });
const logOf = (requestId: string) => lines.filter((line) => line.includes(requestId)).map((line) => JSON.parse(line));

const login = '/api/v1/auth/login';
const json = { 'content-type': 'application/json' };
const send = (body: string, headers: Record<string, string> = json) =>
  house.request({ method: 'POST', url: login, headers, body });

describe('a body', () => {
  test.each([
    ['{"email": "a@b.c",, "password": "x"}', 'The body is not JSON: look at line 1, column 19.'],
    ['{"email": ', 'The body is not JSON: it ends too early, or begins with something else.'],
    ['{"__proto__": {"role": "admin"}}', 'no object may'],
    ['{"constructor": {"prototype": {"role": "admin"}}}', 'no object may'],
    ['{"email": "\\ud800"}', 'characters that cannot be kept'],
    ['{"\\u0000": 1}', 'characters that cannot be kept'],
  ])('%s cannot be read', async (body, detail) => {
    const answer = await send(body);
    expect(answer).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
      body: { code: 'malformed_request', status: 400, detail: expect.stringContaining(detail) },
    });
  });

  test('tells no secret of itself when it cannot be read', async () => {
    expect((await send(`{"password": "${password}" oops}`)).text).not.toContain(password);
  });

  test('of a mebibyte and more is too large', async () => {
    const answer = await send(JSON.stringify({ password: 'x'.repeat(1_048_576) }));
    expect(answer).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
  });

  test('of another type is not taken', async () => {
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x']) {
      const answer = await send('hello', { 'content-type': type });
      expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    }
  });

  test('that does not fit is told at every field', async () => {
    const answer = await house.request({
      method: 'POST',
      url: '/api/v1/auth/register',
      body: { email: 'nobody', full_name: ' ', role: 'admin' },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    const faults = answer.body.errors.map(
      (fault: { pointer: string; code: string }) => `${fault.pointer} ${fault.code}`,
    );
    expect(faults.sort()).toEqual(['/email format', '/full_name pattern', '/password required', '/role unknown_field']);
  });

  test('is not read for somebody who may not', async () => {
    const answer = await house.request({ method: 'POST', url: '/api/v1/products', headers: json, body: '{broken' });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });
});

describe('an address', () => {
  test('that nobody serves is a problem', async () => {
    for (const url of ['/nowhere', '/api/v1/nowhere', '/api/v2/orders', '/api/v1/orders/1/2/3']) {
      const answer = await house.request({ method: 'GET', url });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found', request_id: expect.any(String) } });
    }
  });

  test('says which methods it answers', async () => {
    const answer = await house.request({ method: 'PUT', url: '/api/v1/orders' });
    expect(answer).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, POST' },
      body: { code: 'method_not_allowed' },
    });
    const one = await house.request({ method: 'POST', url: `/api/v1/orders/${house.storeId}` });
    expect(one).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, PATCH' } });
  });

  test('that nobody serves stays one where browsers of other origins may call', async () => {
    const { app } = await house.openAnother({ cors_origins: ['https://shop.example'] });
    const answer = await house.request({ method: 'GET', url: '/nowhere', app });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const other = await house.request({ method: 'PUT', url: '/api/v1/orders', app });
    expect(other).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } });
  });

  test('that is none is a problem', async () => {
    const answer = await house.request({ method: 'GET', url: '/api/v1/products/%E0%A4%A' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('takes no parameter that its contract does not name', async () => {
    const answer = await house.request({ method: 'GET', url: '/api/v1/products?limt=5' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: 'limt', code: 'unknown_field' }] } });
    const twice = await house.request({ method: 'GET', url: '/api/v1/products?limit=5&limit=6' });
    expect(twice).toMatchObject({ status: 422, body: { errors: [{ pointer: 'limit' }] } });
  });

  test('takes no cursor that was changed on its way', async () => {
    const forged = [
      ['-created_at', 'yesterday', 'x'],
      ['-created_at', '2026-01-01T00:00:00Z', 7],
      ['-created_at', '\u0000', 'x'],
    ];
    for (const position of forged) {
      const cursor = Buffer.from(JSON.stringify(position)).toString('base64url');
      const answer = await house.request({ method: 'GET', url: `/api/v1/products?sort=-created_at&cursor=${cursor}` });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    }
  });

  test('takes no header that makes no sense', async () => {
    const answer = await house.request({
      method: 'POST',
      url: '/api/v1/products',
      as: 'vendor',
      headers: { 'idempotency-key': 'k'.repeat(256) },
      body: { name: 'Lantern', sku: 'K-1', unit_price: 1 },
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: 'Idempotency-Key' }] } });
  });
});

describe('a request id', () => {
  test('is made, and echoed', async () => {
    const answer = await house.request({ method: 'GET', url: '/health' });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('is taken from the caller when it is sane', async () => {
    const given = await house.request({ method: 'GET', url: '/nowhere', headers: { 'x-request-id': 'cart-17:a.b' } });
    expect(given).toMatchObject({ headers: { 'x-request-id': 'cart-17:a.b' }, body: { request_id: 'cart-17:a.b' } });
    for (const id of ['', 'a b', '<script>', 'x'.repeat(129)]) {
      const made = await house.request({ method: 'GET', url: '/health', headers: { 'x-request-id': id } });
      expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('the log', () => {
  test('has one line a request, with who asked and how long it took', async () => {
    await house.request({
      method: 'GET',
      url: '/api/v1/orders?limit=5',
      as: 'customer',
      headers: { 'x-request-id': 'log-1' },
    });
    const { customer } = house.people;
    expect(logOf('log-1')).toEqual([
      expect.objectContaining({
        msg: 'request',
        request_id: 'log-1',
        user: customer.id,
        store: customer.storeId,
        method: 'GET',
        route: '/api/v1/orders',
        status: 200,
        duration_ms: expect.any(Number),
      }),
    ]);
  });

  test('has no password, no token and no cookie', async () => {
    const token = await house.tokenOf('customer');
    const { email } = house.people.customer;
    const headers = { 'x-request-id': 'log-2', cookie: 'orderhouse_access=secret-cookie' };
    await house.request({ method: 'POST', url: login, headers, body: { email, password } });
    await house.request({ method: 'POST', url: login, headers, body: { email, password: 'Wrong-horse-9' } });
    await house.request({ method: 'GET', url: '/api/v1/auth/me', as: 'customer', headers });
    expect(logOf('log-2')).toHaveLength(3);
    const all = lines.join('\n');
    for (const secret of [password, 'Wrong-horse-9', token, 'secret-cookie', 'Bearer'])
      expect(all).not.toContain(secret);
  });
});

describe('browsers', () => {
  test('are told to embed and run nothing', async () => {
    const { headers } = await house.request({ method: 'GET', url: '/api/v1/products' });
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('of origins that are named may read', async () => {
    const { app } = await house.openAnother({ cors_origins: ['https://shop.example'] });
    const ask = (origin: string) =>
      house
        .request({ method: 'GET', url: '/api/v1/products', headers: { origin }, app })
        .then(({ headers }) => headers);
    expect(await ask('https://shop.example')).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-expose-headers': expect.stringContaining('ETag'),
    });
    expect((await ask('https://evil.example'))['access-control-allow-origin']).toBeUndefined();
    const preflight = await house.request({
      method: 'OPTIONS',
      url: '/api/v1/orders',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
      app,
    });
    expect(preflight).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-origin': 'https://shop.example' },
    });
  });
});

test('what is no HTTP is a problem too', async () => {
  const { app } = await house.openAnother();
  await app.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.end('HELLO\r\n\r\n');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  expect(text).toMatch(/^HTTP\/1.1 400 [\s\S]*application\/problem\+json[\s\S]*malformed_request/);
});

test('an address is answered alike however long it is', async () => {
  const answer = await house.request({ method: 'GET', url: `/api/v1/products/${'x'.repeat(5_000)}` });
  expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ pointer: 'id' }] } });
  expect(answer.headers['x-request-id']).toBe(answer.body.request_id);
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});
