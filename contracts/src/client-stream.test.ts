import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openTestHouse, password } from '../../tests/support/index.ts';
import { listenAt } from '../../tests/support/live-reader.ts';
import { createClient } from './client.ts';
import { readStream } from './client-stream.ts';

const house = await openTestHouse();
const { email } = house.people.admin;

let serial = 0;

/** Gives the store another name, so that there is something to hear. */
function rename() {
  serial += 1;
  return house.as('admin').store.update({ body: { name: `Name ${serial}` } });
}

test('events come as they happen, and go on after a restart without gap or double', async () => {
  const baseUrl = await listenAt(house.app);
  const { app } = await house.openAnother();
  const client = createClient({ baseUrl: await listenAt(app), login: { email, password } });
  const admin = createClient({ baseUrl, token: () => house.tokenOf('admin') });
  const leaving = new AbortController();
  const heard: string[] = [];
  const ids: string[] = [];
  let isListening = false;
  const listening = (async () => {
    for await (const { event, lastEventId } of client.events.stream({ signal: leaving.signal })) {
      isListening = true;
      if (event.type !== 'store.updated') continue;
      heard.push(String(event.id));
      ids.push(lastEventId);
    }
  })();
  const ended = expect(listening).rejects.toThrow('enough');
  await expect
    .poll(async () => {
      await rename();
      return isListening;
    })
    .toBe(true);
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  const before = heard.length;

  const { port: same } = app.server.address() as AddressInfo;
  await app.close();
  await rename();
  const { app: next } = await house.openAnother();
  await next.listen({ port: same, host: '127.0.0.1' });
  await rename();
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 2);
  const { data } = await admin.events.list({ query: { type: 'store.updated', limit: 100 } });
  const all = data.map(({ id }) => String(id));
  expect(all.join()).toContain(heard.join());
  leaving.abort(new Error('enough'));
  await ended;

  // Kept over a restart of the program, the last id is where another reader goes on.
  const [first, second] = ids;
  for await (const { lastEventId } of admin.events.stream({ ...(first !== undefined && { lastEventId: first }) })) {
    expect(lastEventId).toBe(second);
    break;
  }
  await next.close();
});

test('what does not pass is thrown', async () => {
  const client = createClient({ baseUrl: await listenAt(house.app), token: 'a.b.c' });
  await expect(client.events.stream().next()).rejects.toMatchObject({ code: 'invalid_token', status: 401 });
  const customer = createClient({ baseUrl: await listenAt(house.app), token: () => house.tokenOf('customer') });
  const misled = customer.events.stream({ lastEventId: 'x' }).next();
  await expect(misled).rejects.toMatchObject({ code: 'validation_failed', status: 422 });
});

/** A server that sends these pieces and ends, to each that comes. */
async function serve(...pieces: (string | Buffer)[]): Promise<{ url: string; asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers['last-event-id'] as string | undefined);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of pieces) response.write(piece);
    response.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test('messages are read however they are cut, and the next connection goes on after the last id', async () => {
  const message = Buffer.from(
    'retry: 1\n\nid: 1-1\n\n: nothing\n\nid: 1-2\r\nevent: x\r\ndata: {"name":"Grüße"}\r\n\r\nid: 1-',
  );
  const cut = message.indexOf('ü') + 1;
  const { url, asked } = await serve(message.subarray(0, cut), message.subarray(cut));
  const opened = readStream(
    (lastEventId, signal) => fetch(url, { signal, headers: { ...(lastEventId && { 'last-event-id': lastEventId }) } }),
    {},
  );
  expect((await opened.next()).value).toEqual({ event: { name: 'Grüße' }, lastEventId: '1-2' });
  expect((await opened.next()).value).toEqual({ event: { name: 'Grüße' }, lastEventId: '1-2' });
  await opened.return();
  expect(asked).toEqual([undefined, '1-2']);
});

test('what is no stream of ours is told as such', async () => {
  const { url } = await serve('id: 1-1\ndata: {\n\n');
  const opened = readStream((_, signal) => fetch(url, { signal }), {});
  await expect(opened.next()).rejects.toMatchObject({ code: 'unreadable' });
});
