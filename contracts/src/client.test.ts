import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openDroppingProxy, openTestHouse, password } from '../../tests/support/index.ts';
import { createClient, OrderhouseError, type OrderInput, type Tokens } from './index.ts';

const house = await openTestHouse();
await house.app.listen({ port: 0, host: '127.0.0.1' });
const { port } = house.app.server.address() as AddressInfo;
const baseUrl = `http://127.0.0.1:${port}`;
const proxy = await openDroppingProxy(port);

const { email } = house.people.customer;
const customer = createClient({ baseUrl, login: { email, password } });
/** One connection a request, so that each can be dropped. */
const shaky = createClient({ baseUrl: proxy.baseUrl, login: { email, password }, headers: { connection: 'close' } });

const shipping_address = { name: 'Ada', line1: '1 Square', city: 'London', postal_code: 'SW1Y 4JH', country: 'GB' };
await house.as('vendor').products.create({ body: { name: 'Lantern', sku: 'L-1', unit_price: 339, stock: 100 } });
const input: OrderInput = { lines: [{ sku: 'L-1', quantity: 1 }], shipping_address };

async function ordersIn(): Promise<number> {
  const { total } = await house.as('admin').orders.list({ query: { count: true } });
  return total ?? 0;
}

/** A server that answers as a test wants. */
async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return new Promise((resolve) => {
    server.on('listening', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

function problem(status: number, code: string) {
  return JSON.stringify({ type: 'about:blank', title: code, status, code, request_id: 'r' });
}

describe('a call', () => {
  test('takes what its route takes and gives what it answers', async () => {
    const order = await customer.orders.place({ body: { ...input, notes: 'Ring twice' } });
    expect(order).toMatchObject({ total: 339, notes: 'Ring twice' });
    expect(await customer.orders.get({ params: { id: order.id } })).toEqual(order);
    const { data } = await customer.orders.list({ query: { status: 'pending,processing', limit: 1 } });
    expect(data[0]?.id).toBe(order.id);
    expect(await customer.orders.list()).toMatchObject({ data: [{ id: order.id }] });
  });

  test('is refused with a problem that says why', async () => {
    const refused = await customer.orders
      .place({ body: { ...input, lines: [{ sku: 'L-1', quantity: 1_000 }] } })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OrderhouseError);
    expect(refused).toMatchObject({
      status: 409,
      code: 'insufficient_stock',
      errors: [{ pointer: '/lines/0', sku: 'L-1', requested: 1_000 }],
      problem: { title: 'There is not enough stock' },
    });
  });

  test('with the version that was read is refused once somebody else was faster', async () => {
    const admin = house.as('admin');
    const { id, version } = await customer.orders.place({ body: input });
    await customer.orders.update({ params: { id }, body: { notes: 'first' }, ifVersion: version });
    await expect(
      admin.orders.update({ params: { id }, body: { notes: 'second' }, ifVersion: version }),
    ).rejects.toMatchObject({
      status: 412,
      code: 'precondition_failed',
    });
  });

  test('that answers 204 gives nothing', async () => {
    const client = createClient({ baseUrl, login: { email, password } });
    await client.auth.me();
    expect(await client.auth.logout()).toBeUndefined();
  });

  test('of another store says so', async () => {
    const visitor = createClient({ baseUrl, store: 'elsewhere' });
    expect(await visitor.store.get()).toMatchObject({ slug: 'elsewhere' });
    expect((await visitor.products.list()).data).toEqual([]);
    const lost = createClient({ baseUrl, store: 'nowhere' });
    await expect(lost.store.get()).rejects.toMatchObject({ status: 404, code: 'store_not_found' });
  });

  test('reads every row of a list, page by page', async () => {
    for (let made = 0; made < 5; made += 1) await customer.orders.place({ body: input });
    const seen: number[] = [];
    for await (const order of customer.orders.list.all({ query: { limit: 2, sort: 'number' } }))
      seen.push(order.number);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    expect(seen).toHaveLength(await ordersIn());
  });
});

describe('when the connection breaks', () => {
  beforeEach(async () => void (await shaky.auth.me()));

  test('before the order has arrived, it is sent again', async () => {
    const before = await ordersIn();
    proxy.drop('request', 'request');
    expect(await shaky.orders.place({ body: input })).toMatchObject({ status: 'pending' });
    expect(await ordersIn()).toBe(before + 1);
  });

  test('after the order was placed, it is not placed twice', async () => {
    const before = await ordersIn();
    proxy.drop('answer', 'request', 'answer');
    const order = await shaky.orders.place({ body: input });
    expect(await ordersIn()).toBe(before + 1);
    expect(await customer.orders.get({ params: { id: order.id } })).toEqual(order);
  });

  test('a list is read again', async () => {
    proxy.drop('answer');
    expect((await shaky.orders.list()).data.length).toBeGreaterThan(0);
  });

  test('a change without a key is tried once only', async () => {
    const { id } = await customer.orders.place({ body: input });
    const before = proxy.seen;
    proxy.drop('answer');
    await expect(shaky.orders.update({ params: { id }, body: { notes: 'once' } })).rejects.toMatchObject({
      status: 0,
      code: 'unreachable',
    });
    expect(proxy.seen - before).toBe(1);
  });

  test('for good, it gives up after the tries it has', async () => {
    const before = proxy.seen;
    proxy.drop('request', 'request', 'request', 'request');
    await expect(shaky.orders.list()).rejects.toMatchObject({ status: 0, code: 'unreachable' });
    expect(proxy.seen - before).toBe(4);
  });
});

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

describe('a session', () => {
  test('that has run out is renewed once, however many calls find it so', async () => {
    const pairs: (Tokens | null)[] = [];
    const client = createClient({ baseUrl, login: { email, password }, onSession: (tokens) => pairs.push(tokens) });
    await client.auth.me();
    house.runtime.clock.advance(3_600);
    try {
      const all = await Promise.all(Array.from({ length: 10 }, () => client.auth.me()));
      expect(new Set(all.map(({ id }) => id))).toEqual(new Set([house.people.customer.id]));
      expect(pairs).toHaveLength(2);
      expect(pairs[1]?.refresh_token).not.toBe(pairs[0]?.refresh_token);
    } finally {
      house.runtime.clock.set(new Date());
    }
  });

  test('goes on in another program', async () => {
    const pairs: (Tokens | null)[] = [];
    const first = createClient({ baseUrl, login: { email, password }, onSession: (pair) => pairs.push(pair) });
    await first.auth.me();
    const [session] = pairs;
    if (!session) throw new Error('no tokens were told');
    expect(await createClient({ baseUrl, session }).auth.me()).toMatchObject({ email });
  });

  test('begins with auth.login and ends with auth.logout', async () => {
    const client = createClient({ baseUrl });
    await expect(client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' });
    await client.auth.login({ body: { email, password } });
    expect(await client.auth.me()).toMatchObject({ email });
    await client.auth.logout();
    await expect(client.auth.me()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  describe('that cannot be renewed just now', () => {
    /** Knows the second access token only, and refuses to renew as often as it is told. */
    const renewing = async (refusals: { status: number; code: string }[]) => {
      const asked: string[] = [];
      const url = await serverOf((request, response) => {
        const deed = request.url?.replace('/api/v1/auth/', '') ?? '';
        asked.push(deed);
        const isRefused = deed === 'me' && request.headers.authorization !== 'Bearer second';
        const refusal = isRefused
          ? { status: 401, code: 'invalid_token' }
          : deed === 'refresh'
            ? refusals.shift()
            : undefined;
        response.writeHead(refusal?.status ?? 200, {
          'content-type': refusal ? 'application/problem+json' : 'application/json',
        });
        const session = { access_token: 'second', refresh_token: 'r2' };
        response.end(refusal ? problem(refusal.status, refusal.code) : JSON.stringify(session));
      });
      return { url, asked };
    };
    const session = { access_token: 'first', refresh_token: 'r1' };
    const login = { email, password };

    test('is kept, and renewed at the next call', async () => {
      const { url, asked } = await renewing([{ status: 503, code: 'unavailable' }]);
      const pairs: (Tokens | null)[] = [];
      const onSession = (pair: Tokens | null) => pairs.push(pair);
      const client = createClient({ baseUrl: url, session, login, onSession, attempts_max: 1 });
      await expect(client.auth.me()).rejects.toMatchObject({ status: 503, code: 'unavailable' });
      expect(pairs).toEqual([]);
      await client.auth.me();
      expect(pairs).toEqual([{ access_token: 'second', refresh_token: 'r2' }]);
      expect(asked).toEqual(['me', 'refresh', 'me', 'refresh', 'me']);
    });

    test('ends when its refresh token is refused, and begins anew where it may', async () => {
      const refused = { status: 401, code: 'invalid_token' };
      const { url, asked } = await renewing([refused, refused]);
      const pairs: (Tokens | null)[] = [];
      const onSession = (pair: Tokens | null) => pairs.push(pair);
      await createClient({ baseUrl: url, session, login, onSession }).auth.me();
      expect(asked).toEqual(['me', 'refresh', 'login', 'me']);
      expect(pairs).toEqual([null, { access_token: 'second', refresh_token: 'r2' }]);
      await expect(createClient({ baseUrl: url, session, onSession }).auth.me()).rejects.toMatchObject(refused);
      expect(pairs.at(-1)).toBeNull();
    });
  });

  test('is not opened by a wrong password', async () => {
    const client = createClient({ baseUrl, login: { email, password: 'Wrong-horse-1' } });
    await expect(client.auth.me()).rejects.toMatchObject({ status: 401, code: 'invalid_credentials' });
  });
});
