import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { problem, serverOf } from '../../tests/support/answering-server.ts';
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
