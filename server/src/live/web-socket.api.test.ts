import { once } from 'node:events';
import type { Event } from '@orderhouse/contracts';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { openTestHouse, type TestHouse } from '../../../tests/support/index.ts';
import { listenAt } from '../../../tests/support/live-reader.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';

const house = await openTestHouse({ config: { stream_heartbeat_seconds: 1 } });
type Name = keyof TestHouse['people'];

interface Message {
  type: 'ready' | 'position' | 'event';
  id: string;
  event?: Event;
}

const open = new Set<WebSocket>();
let url = '';

/** To sign in is an event too: it happens before anybody listens. */
async function signIn(): Promise<void> {
  house.forgetTokens();
  for (const name of Object.keys(house.people) as Name[]) await house.tokenOf(name);
}

beforeAll(async () => {
  await signIn();
  url = `${(await listenAt(house.app)).replace('http', 'ws')}/ws`;
  await house.as('vendor').products.create({ body: { name: 'Lantern', sku: 'LANTERN', unit_price: 339, stock: 900 } });
});

afterEach(async () => {
  for (const socket of open) {
    socket.terminate();
    if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close');
  }
  open.clear();
});

function connect(options: ClientOptions = {}, at = url) {
  const socket = new WebSocket(at, options);
  open.add(socket);
  const said: Message[] = [];
  socket.on('message', (data) => said.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)]);
  // That a handshake is refused is asked for where it is expected.
  socket.on('error', () => undefined);
  const eventsOf = () => said.flatMap(({ event }) => (event ? [event] : []));
  return {
    socket,
    said,
    closed,
    opened: once(socket, 'open'),
    ready: async () => {
      await expect.poll(() => said[0]?.type).toBe('ready');
      return said[0]?.id ?? '';
    },
    say: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    subjects: () => eventsOf().map(({ subject_id }) => subject_id),
    events: eventsOf,
  };
}

/** @returns the status of a handshake that is refused. */
async function refusal(options: ClientOptions, at = url): Promise<number | undefined> {
  const socket = new WebSocket(at, options);
  const [, response] = await once(socket, 'unexpected-response');
  socket.on('error', () => undefined);
  socket.terminate();
  return response.statusCode;
}

const bearer = async (name: Name) => ({ headers: { authorization: `Bearer ${await house.tokenOf(name)}` } });

function place(as: 'customer' | 'otherCustomer' = 'customer') {
  return house
    .as(as)
    .orders.place({ body: { lines: [{ sku: 'LANTERN', quantity: 1 }], shipping_address: shippingAddress } });
}

describe('a WebSocket', () => {
  test('has the feed of the stream, and nothing of others', async () => {
    const [customer, admin, other, strange] = await Promise.all(
      (['customer', 'admin', 'otherVendor', 'strangeAdmin'] as const).map(async (name) => connect(await bearer(name))),
    );
    for (const each of [customer, admin, other, strange]) await each?.ready();
    const { id } = await place();
    await expect.poll(() => customer?.subjects()).toEqual([id]);
    await expect.poll(() => admin?.subjects()).toEqual([id]);
    const { data } = await house.as('admin').orders.events({ params: { id } });
    expect(customer?.events()).toEqual(data);
    await house.as('strangeAdmin').store.update({ body: { name: 'Renamed' } });
    await expect.poll(() => strange?.events().map(({ type }) => type)).toEqual(['store.updated']);
    expect(other?.events()).toEqual([]);
  });

  test('is signed in by its first message', async () => {
    const socket = connect();
    await socket.opened;
    socket.say({ type: 'auth', access_token: await house.tokenOf('customer') });
    await socket.ready();
    const { id } = await place();
    await expect.poll(socket.subjects).toEqual([id]);
  });

  test('is signed in by the cookie on our own pages, and on no other', async () => {
    const cookie = `orderhouse_access=${await house.tokenOf('customer')}`;
    await connect({ headers: { cookie }, origin: 'http://house.test' }).ready();
    expect(await refusal({ headers: { cookie }, origin: 'https://evil.example' })).toBe(403);
    expect(await refusal({ headers: { cookie, 'sec-fetch-site': 'cross-site' } })).toBe(403);
  });

  test('goes on after the last id, told by the address, with the token or alone', async () => {
    const before = connect(await bearer('customer'));
    const from = await before.ready();
    const first = await place();
    const second = await place();
    await expect.poll(before.subjects).toEqual([first.id, second.id]);
    const afterFirst = before.said.find(({ event }) => event?.subject_id === first.id)?.id;
    const byAddress = connect(await bearer('customer'), `${url}?last_event_id=${afterFirst}`);
    await expect.poll(byAddress.subjects).toEqual([second.id]);
    const withToken = connect();
    await withToken.opened;
    withToken.say({ type: 'auth', access_token: await house.tokenOf('customer'), last_event_id: afterFirst });
    await expect.poll(withToken.subjects).toEqual([second.id]);
    withToken.say({ type: 'resume', last_event_id: from });
    await expect.poll(withToken.subjects).toEqual([second.id, first.id, second.id]);
  });

  test('asks whether its reader is there, and says how far the log has come', async () => {
    const socket = connect(await bearer('strangeCustomer'));
    await socket.ready();
    await once(socket.socket, 'ping');
    await expect.poll(() => socket.said.at(-1)?.type).toBe('position');
  });

  test('cuts off who does not answer', async () => {
    const silent = connect({ ...(await bearer('customer')), autoPong: false });
    await silent.ready();
    expect(await silent.closed).toEqual([1006, '']);
  });

  test('goes on with the next token, and ends without', async () => {
    const { clock } = house.runtime;
    const [renewed, forgotten] = [connect(await bearer('customer')), connect(await bearer('customer'))];
    await Promise.all([renewed.ready(), forgotten.ready()]);
    clock.advance(600);
    house.forgetTokens();
    renewed.say({ type: 'auth', access_token: await house.tokenOf('customer') });
    // An answer to a ping that was sent later has come: so has the token.
    await once(renewed.socket, 'ping');
    clock.advance(301);
    expect(await forgotten.closed).toEqual([4401, 'token_expired']);
    const { id } = await place();
    await expect.poll(renewed.subjects).toContain(id);
    clock.advance(-901);
    await signIn();
  });

  test('ends within a second of signing out', async () => {
    const socket = connect(await bearer('customer'));
    await socket.ready();
    const began = performance.now();
    await house.as('customer').auth.logout({ body: {} });
    expect(await socket.closed).toEqual([4401, 'session_ended']);
    expect(performance.now() - began).toBeLessThan(1_000);
    await signIn();
  });

  test('is told when the process stops', async () => {
    const { app } = await house.openAnother();
    const at = `${(await listenAt(app)).replace('http', 'ws')}/ws`;
    const socket = connect(await bearer('customer'), at);
    await socket.ready();
    await app.close();
    expect(await socket.closed).toEqual([1001, 'closing']);
  });
});

describe('refused is', () => {
  test('a token that is none, as the connection opens or later', async () => {
    expect(await refusal({ headers: { authorization: 'Bearer a.b.c' } })).toBe(401);
    const socket = connect();
    await socket.opened;
    socket.say({ type: 'auth', access_token: 'a.b.c' });
    expect((await socket.closed)[0]).toBe(4401);
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['no type of ours', { type: 'subscribe' }],
    ['no token', { type: 'auth' }],
    ['no id', { type: 'resume', last_event_id: 'x' }],
    ['no id at all', { type: 'resume' }],
  ])('what is %s', async (_, message) => {
    const socket = connect(await bearer('customer'));
    await socket.ready();
    socket.say(message);
    expect(await socket.closed).toEqual([4422, expect.stringContaining('validation_failed')]);
  });

  test('an id in the address that is none', async () => {
    const socket = connect(await bearer('customer'), `${url}?last_event_id=x`);
    expect((await socket.closed)[0]).toBe(4422);
  });

  test('to go on before it is known who asks', async () => {
    const socket = connect();
    await socket.opened;
    socket.say({ type: 'resume', last_event_id: '0-0' });
    expect((await socket.closed)[0]).toBe(4401);
  });

  test('the token of somebody else', async () => {
    const socket = connect(await bearer('customer'));
    await socket.ready();
    socket.say({ type: 'auth', access_token: await house.tokenOf('admin') });
    expect((await socket.closed)[0]).toBe(4403);
  });

  test('a message that is too long, and too many', async () => {
    const long = connect(await bearer('customer'));
    const from = await long.ready();
    long.say('x'.repeat(10_000));
    expect((await long.closed)[0]).toBe(1009);
    const many = connect(await bearer('customer'));
    await many.ready();
    for (let count = 0; count < 70; count += 1) many.say({ type: 'resume', last_event_id: from });
    expect((await many.closed)[0]).toBe(4429);
  });

  test('a stream more than a caller may have', async () => {
    const { app } = await house.openAnother({ streams_per_caller_max: 1 });
    const at = `${(await listenAt(app)).replace('http', 'ws')}/ws`;
    await connect(await bearer('customer'), at).ready();
    const second = connect(await bearer('customer'), at);
    expect((await second.closed)[0]).toBe(4429);
    await app.close();
  });

  test('what is no WebSocket', async () => {
    const answer = await house.request({ method: 'GET', url: '/ws' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});

test('an upgrade elsewhere is answered as if it had not been asked for', async () => {
  const at = (await listenAt(house.app)).replace('http', 'ws');
  expect(await refusal({}, `${at}/health`)).toBe(200);
  expect(await refusal({}, `${at}/api/v1/orders`)).toBe(401);
});
