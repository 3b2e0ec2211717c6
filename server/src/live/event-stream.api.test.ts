import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestHouse, type TestHouse } from '../../../tests/support/index.ts';
import { type LiveReader, listenAt, listenTo } from '../../../tests/support/live-reader.ts';
import { appendEvents } from '../events/index.ts';

const house = await openTestHouse({ config: { stream_heartbeat_seconds: 1 } });
const path = '/api/v1/events/stream';
const shipping_address = { name: 'Ada', line1: '1 Lane', city: 'London', postal_code: 'SW1Y', country: 'GB' };
type Name = keyof TestHouse['people'];

let url = '';
let otherApp: Awaited<ReturnType<TestHouse['openAnother']>>['app'];
let otherUrl = '';
const readers: LiveReader[] = [];

/** To sign in is an event too: it happens before anybody listens. */
async function signIn(): Promise<void> {
  house.forgetTokens();
  for (const name of Object.keys(house.people) as Name[]) await house.tokenOf(name);
}

beforeAll(async () => {
  await signIn();
  url = await listenAt(house.app);
  otherApp = (await house.openAnother({ stream_heartbeat_seconds: 1 })).app;
  otherUrl = await listenAt(otherApp);
  await house.as('vendor').products.create({ body: { name: 'Lantern', sku: 'LANTERN', unit_price: 339, stock: 900 } });
});

afterEach(async () => {
  for (const reader of readers.splice(0)) {
    reader.close();
    await reader.ended;
  }
});

async function listen(as: Name, options: { at?: string; after?: string; query?: string } = {}): Promise<LiveReader> {
  const { at = url, after, query = '' } = options;
  const headers = { authorization: `Bearer ${await house.tokenOf(as)}`, ...(after && { 'last-event-id': after }) };
  const reader = await listenTo(`${at}${path}${query}`, headers);
  readers.push(reader);
  // From here on it misses nothing.
  if (reader.status === 200) await expect.poll(reader.lastId).not.toBe('');
  return reader;
}

function place(as: 'customer' | 'otherCustomer' = 'customer') {
  return house.as(as).orders.place({ body: { lines: [{ sku: 'LANTERN', quantity: 1 }], shipping_address } });
}

const subjectsOf = (reader: LiveReader) => reader.heard.map(({ event }) => event.subject_id);
const typesOf = (reader: LiveReader) => reader.heard.map(({ type }) => type);

describe('a stream', () => {
  test('is one of server-sent events that no proxy keeps or changes', async () => {
    const { headers, text } = await listen('customer');
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store, no-transform');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('content-encoding')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/./);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text()).toMatch(/^retry: 2000\n\nid: \d+-\d+\n\n/);
  });

  test('tells of an order those whom it concerns, as the order’s own events show it', async () => {
    const [customer, vendor, admin] = await Promise.all(
      (['customer', 'vendor', 'admin'] as const).map((as) => listen(as)),
    );
    const { id } = await place();
    await house.as('admin').orders.updateStatus({ params: { id }, body: { status: 'processing' } });
    for (const reader of [customer, vendor, admin]) {
      await expect
        .poll(() => reader && typesOf(reader))
        .toEqual(expect.arrayContaining(['order.placed', 'order.processing']));
    }
    const { data } = await house.as('admin').orders.events({ params: { id } });
    expect(admin?.heard.map(({ event }) => event)).toEqual(data);
    expect(customer?.heard.map(({ event }) => event)).toEqual(data);
  });

  test('tells nobody else', async () => {
    const names = ['otherCustomer', 'otherVendor', 'strangeCustomer', 'strangeVendor', 'strangeAdmin'] as const;
    const others = await Promise.all(names.map((as) => listen(as)));
    const [otherCustomer, otherVendor, ...strangers] = others;
    const strangeAdmin = strangers.at(-1);
    await place();
    const own = await place('otherCustomer');
    await house.as('otherVendor').products.create({ body: { name: 'Own', sku: 'OWN', unit_price: 1, stock: 1 } });
    await house.as('strangeAdmin').store.update({ body: { name: 'Renamed' } });
    // What came later and is theirs has come: what was not theirs would have come before it.
    await expect.poll(() => otherCustomer && subjectsOf(otherCustomer)).toEqual([own.id]);
    await expect.poll(() => otherVendor && typesOf(otherVendor)).toEqual(['product.created']);
    await expect.poll(() => strangeAdmin && typesOf(strangeAdmin)).toEqual(['store.updated']);
    expect(strangers.slice(0, -1).flatMap((reader) => reader.heard)).toEqual([]);
  });

  test('tells of what another process wrote', async () => {
    const reader = await listen('customer', { at: otherUrl });
    const { id } = await place();
    await expect.poll(() => subjectsOf(reader)).toEqual([id]);
  });

  test('says that it lives, and how far the log has come', async () => {
    const reader = await listen('strangeCustomer');
    const before = reader.lastId();
    await place();
    await expect.poll(reader.lastId, { timeout: 5_000 }).not.toBe(before);
    expect(reader.text()).toMatch(/:\nid: \d+-\d+\n\n$/);
    expect(reader.heard).toEqual([]);
  });

  test('answers HEAD by its headers alone', async () => {
    const answer = await fetch(`${url}${path}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${await house.tokenOf('customer')}` },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });
});

describe('who was away', () => {
  test.each(['header', 'query'] as const)('goes on after the last id, told by %s', async (by) => {
    const reader = await listen('customer');
    const first = await place();
    await expect.poll(() => subjectsOf(reader)).toEqual([first.id]);
    reader.close();
    const second = await place();
    await place('otherCustomer');
    const after = reader.lastId();
    const again = await listen('customer', by === 'header' ? { after } : { query: `?last_event_id=${after}` });
    const third = await place();
    await expect.poll(() => subjectsOf(again)).toEqual([second.id, third.id]);
  });

  test('hears of everything from the beginning when it says so, and of nothing that is not its own', async () => {
    const { data } = await house.as('customer').orders.list({ query: { limit: 100 } });
    const reader = await listen('customer', { after: '0-0' });
    const orders = () =>
      reader.heard.filter(({ type }) => type === 'order.placed').map(({ event }) => event.subject_id);
    await expect.poll(() => orders().sort()).toEqual(data.map(({ id }) => id).sort());
    const own = new Set([...orders(), house.people.customer.id]);
    expect(subjectsOf(reader).filter((id) => !own.has(id))).toEqual([]);
    const strangers = ['otherVendor', 'strangeCustomer', 'strangeVendor', 'strangeAdmin'] as const;
    for (const stranger of await Promise.all(strangers.map((as) => listen(as, { after: '0-0' })))) {
      // The first message comes with where it begins, the next one when the log was read.
      await expect.poll(stranger.lastId, { timeout: 5_000 }).not.toBe('0-0');
      expect(subjectsOf(stranger).filter((id) => own.has(id))).toEqual([]);
    }
  });

  test('goes on at another process, after a restart of the one before', async () => {
    const { app } = await house.openAnother();
    const reader = await listen('customer', { at: await listenAt(app) });
    const first = await place();
    await expect.poll(() => subjectsOf(reader)).toEqual([first.id]);
    await app.close();
    await reader.ended;
    const second = await place();
    const { app: next } = await house.openAnother();
    const again = await listen('customer', { at: await listenAt(next), after: reader.lastId() });
    await expect.poll(() => subjectsOf(again)).toEqual([second.id]);
    again.close();
    await again.ended;
    await next.close();
  });

  test('misses nothing and hears nothing twice, however often it breaks off while orders are placed', async () => {
    const watcher = await listen('admin');
    const from = watcher.lastId();
    const heard: string[] = [];
    const orders_count = 60;
    const placing = (async () => {
      for (let placed = 0; placed < orders_count; placed += 6) {
        await Promise.all(Array.from({ length: 6 }, (_, index) => place(index % 2 ? 'customer' : 'otherCustomer')));
      }
    })();
    let after = from;
    for (let turn = 0; heard.length < orders_count; turn += 1) {
      const reader = await listen('admin', { after, at: turn % 2 ? url : otherUrl });
      await expect.poll(() => reader.heard.length).toBeGreaterThan(0);
      reader.close();
      await reader.ended;
      heard.push(...reader.heard.map(({ id }) => id));
      after = reader.lastId();
    }
    await placing;
    await expect.poll(() => watcher.heard.length).toBe(orders_count);
    expect(heard).toEqual(watcher.heard.map(({ id }) => id));
    expect(new Set(heard).size).toBe(orders_count);
  });

  test('begins now when the log has never come that far', async () => {
    const reader = await listen('customer', { after: `${2n ** 63n}-1` });
    const { id } = await place();
    await expect.poll(() => subjectsOf(reader)).toEqual([id]);
  });

  test('is told of an id that is none', async () => {
    const as = 'customer';
    const byHeader = await house.request({ method: 'GET', url: path, as, headers: { 'last-event-id': 'x' } });
    expect(byHeader).toMatchObject({ status: 422, body: { errors: [{ pointer: 'Last-Event-ID' }] } });
    for (const id of ['x', '1', '1-', `${2n ** 64n}-1`, '1-9999999999999999999']) {
      const answer = await house.request({ method: 'GET', url: `${path}?last_event_id=${id}`, as });
      expect(answer, id).toMatchObject({ status: 422, body: { errors: [{ pointer: 'last_event_id' }] } });
    }
  });
});

describe('a stream ends', () => {
  test('within a second of signing out, here and at another process', async () => {
    const readers = await Promise.all([listen('customer'), listen('customer', { at: otherUrl })]);
    const other = await listen('otherCustomer');
    const began = performance.now();
    await house.as('customer').auth.logout({ body: {} });
    await Promise.all(readers.map(({ ended }) => ended));
    expect(performance.now() - began).toBeLessThan(1_000);
    for (const reader of readers) expect(reader.text()).toMatch(/: session_ended\n\n$/);
    const { id } = await place('otherCustomer');
    await expect.poll(() => subjectsOf(other)).toEqual([id]);
    await signIn();
  });

  test('with its access token', async () => {
    const { clock } = house.runtime;
    const reader = await listen('customer');
    clock.advance(901);
    await reader.ended;
    clock.advance(-901);
    expect(reader.text()).toMatch(/: token_expired\n\n$/);
  });

  test('when the process stops, which waits for no reader', async () => {
    const { app } = await house.openAnother();
    const reader = await listen('customer', { at: await listenAt(app) });
    const began = performance.now();
    await app.close();
    await reader.ended;
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(reader.text()).toMatch(/: closing\n\n$/);
  });
});

describe('a reader that stands still', () => {
  const event_bytes = 100_000;

  /** Events that fill whatever is between the two ends of a connection. */
  async function writeMuch(count: number): Promise<void> {
    const { storeId, people, runtime } = house;
    const actor = { storeId, actorId: null, role: 'house' } as const;
    const data = { filler: 'x'.repeat(event_bytes) };
    const event = { type: 'order.updated', subject_type: 'order', subject_id: storeId, data } as const;
    const mine = { ...event, customer_id: people.otherCustomer.id };
    for (let written = 0; written < count; written += 10) {
      await runtime.database.transact(actor, (connection) =>
        appendEvents(connection, actor, new Date(), Array(10).fill(mine)),
      );
    }
  }

  test('is cut off, and goes on from its last id', async () => {
    const authorization = `Bearer ${await house.tokenOf('otherCustomer')}`;
    const request = get(`${url}${path}`, { headers: { authorization } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let begun = '';
    while (!begun.includes('id: ')) begun += (await once(response, 'data'))[0];
    response.pause();
    const lastId = /id: (\S+)/.exec(begun)?.[1] ?? '';
    const cutOff = once(response.socket, 'close');
    const brisk = await listen('otherCustomer');
    const count = 300;
    await writeMuch(count);
    // Others go on meanwhile.
    await expect.poll(() => brisk.heard.length, { timeout: 10_000 }).toBe(count);
    await expect
      .poll(async () => (await house.request({ method: 'GET', url: '/metrics' })).text, { timeout: 10_000 })
      .toContain('orderhouse_live_streams_ended_total{reason="too_slow"} 1');
    response.on('error', () => undefined).resume();
    await cutOff;
    const again = await listen('otherCustomer', { after: lastId });
    await expect.poll(() => again.heard.length, { timeout: 10_000 }).toBe(count);
    expect(again.heard).toEqual(brisk.heard);
  });
});

describe('of streams there are', () => {
  test('so many for a caller, and so many in all', async () => {
    const { app } = await house.openAnother({ streams_max: 3, streams_per_caller_max: 2 });
    const at = await listenAt(app);
    const [first] = await Promise.all([listen('customer', { at }), listen('customer', { at })]);
    const ask = (as: Name) => house.request({ method: 'GET', url: path, as, app });
    expect(await ask('customer')).toMatchObject({ status: 429, body: { code: 'too_many_streams' } });
    await listen('vendor', { at });
    expect(await ask('admin')).toMatchObject({ status: 503, body: { code: 'overloaded' } });
    first?.close();
    await expect.poll(async () => (await ask('customer')).status).toBe(200);
    await app.close();
  });
});
