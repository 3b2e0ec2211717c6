import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { problem, serverOf } from '../../tests/support/answering-server.ts';
import { shippingAddress } from '../../tests/support/shipping-address.ts';
import { createClient, OrderhouseError, type OrderInput } from './index.ts';

const input: OrderInput = { lines: [{ sku: 'L-1', quantity: 1 }], shipping_address: shippingAddress };

describe('a server that has too much to do', () => {
  test('is asked again after the time it names, with the same key', async () => {
    const keys: unknown[] = [];
    const began = performance.now();
    const busy = await serverOf((request, response) => {
      keys.push(request.headers['idempotency-key']);
      const isFirst = keys.length === 1;
      response.writeHead(isFirst ? 429 : 201, {
        'content-type': isFirst ? 'application/problem+json' : 'application/json',
        ...(isFirst && { 'retry-after': '1' }),
      });
      response.end(isFirst ? problem(429, 'rate_limited') : '{"id":"1"}');
    });
    const order = await createClient({ baseUrl: busy, token: 't' }).orders.place({ body: input });
    expect(order).toMatchObject({ id: '1' });
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test('is left alone when it wants more time than a caller has', async () => {
    let asked = 0;
    const busy = await serverOf((_request, response) => {
      asked += 1;
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '3600' });
      response.end(problem(503, 'overloaded'));
    });
    await expect(createClient({ baseUrl: busy }).products.list()).rejects.toMatchObject({
      status: 503,
      code: 'overloaded',
      retryAfter: 3_600,
    });
    expect(asked).toBe(1);
  });

  test('is not waited for once the caller has given up', async () => {
    const controller = new AbortController();
    const busy = await serverOf((_request, response) => {
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '30' });
      response.end(problem(503, 'overloaded'));
      controller.abort(new Error('enough'));
    });
    const asked = createClient({ baseUrl: busy }).products.list({ signal: controller.signal });
    await expect(asked).rejects.toThrow('enough');
  });

  test('and never answers is given up', async () => {
    const silent = await serverOf(() => undefined);
    const client = createClient({ baseUrl: silent, timeout_ms: 50, attempts_max: 2 });
    await expect(client.products.list()).rejects.toMatchObject({ status: 0, code: 'unreachable' });
  });

  test('and says which part is away gives just that', async () => {
    const health = { status: 'unavailable', version: '1', environment: 'test', timestamp: new Date().toISOString() };
    const parts = { database: { status: 'unavailable', detail: 'cannot be reached' } };
    const unwell = await serverOf((_request, response) => {
      response.writeHead(503, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...health, parts }));
    });
    expect(await createClient({ baseUrl: unwell }).system.health()).toEqual({ ...health, parts });
    const once = createClient({ baseUrl: unwell, attempts_max: 1 });
    await expect(once.products.list()).rejects.toMatchObject({ status: 503, code: 'unreadable' });
  });

  test('and answers no JSON is told apart', async () => {
    const page = await serverOf((request, response) => {
      response.statusCode = request.url?.startsWith('/api/v1/store') ? 201 : 404;
      response.end('<h1>Hello</h1>');
    });
    const client = createClient({ baseUrl: page });
    await expect(client.store.get()).rejects.toMatchObject({ status: 201, code: 'unreadable' });
    await expect(client.products.list()).rejects.toMatchObject({ status: 404, code: 'unreadable' });
  });
});

describe('an answer that is cut off', () => {
  /** Says more than it sends; then the good answer. */
  const stuttering = (status: number, type: string, sends: (response: ServerResponse) => void) => {
    let asked = 0;
    return serverOf((_request, response) => {
      asked += 1;
      if (asked > 1) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"data":[],"next_cursor":null}');
        return;
      }
      response.writeHead(status, { 'content-type': type, 'retry-after': '0', 'content-length': '900' });
      sends(response);
    });
  };
  const breakOff = (response: ServerResponse) => response.write('{"data":[{"id', () => response.destroy());

  test.each([
    ['good', 200, 'application/json'],
    ['a problem', 404, 'application/problem+json'],
    ['busy', 503, 'application/problem+json'],
  ])('%s: no answer came, and what is safe to repeat is sent again', async (_, status, type) => {
    const once = createClient({ baseUrl: await stuttering(status, type, breakOff), attempts_max: 1 });
    await expect(once.products.list()).rejects.toMatchObject({ status: 0, code: 'unreachable' });
    const patient = createClient({ baseUrl: await stuttering(status, type, breakOff) });
    expect(await patient.products.list()).toEqual({ data: [], next_cursor: null });
  });

  test('but looks whole is unreadable, with its status', async () => {
    const half = await serverOf((_request, response) => {
      response.writeHead(409, { 'content-type': 'application/problem+json' });
      response.end(problem(409, 'sku_taken').slice(0, 20));
    });
    const refused = await createClient({ baseUrl: half })
      .products.list()
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OrderhouseError);
    expect(refused).toMatchObject({ status: 409, code: 'unreadable', cause: expect.any(SyntaxError) });
  });

  test('and tells of a busy server is asked for again', async () => {
    let asked = 0;
    const busy = await serverOf((_request, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? 503 : 200, { 'content-type': 'application/problem+json', 'retry-after': '0' });
      response.end(asked === 1 ? '{"ti' : '{"data":[],"next_cursor":null}');
    });
    expect(await createClient({ baseUrl: busy }).products.list()).toEqual({ data: [], next_cursor: null });
  });

  test('and is no problem at all is unreadable', async () => {
    const odd = await serverOf((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/problem+json' });
      response.end('"no"');
    });
    await expect(createClient({ baseUrl: odd }).products.list()).rejects.toMatchObject({
      status: 400,
      code: 'unreadable',
    });
  });
});
