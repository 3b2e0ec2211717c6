import { afterEach, expect } from 'vitest';
import { openTestHouse, type TestHouse } from './index.ts';
import { type LiveReader, listenAt, listenTo } from './live-reader.ts';

type Name = keyof TestHouse['people'];

const config = { stream_heartbeat_seconds: 1 };
const path = '/api/v1/events/stream';
const shipping_address = { name: 'Ada', line1: '1 Lane', city: 'London', postal_code: 'SW1Y', country: 'GB' };

/** A house whose streams are read over HTTP, at either of two processes. After each test those who listened have left. */
export async function openStreamHouse() {
  const house = await openTestHouse({ config });
  const readers: LiveReader[] = [];

  /** To sign in is an event too: it happens before anybody listens. */
  async function signIn(): Promise<void> {
    house.forgetTokens();
    for (const name of Object.keys(house.people) as Name[]) await house.tokenOf(name);
  }

  await signIn();
  const url = await listenAt(house.app);
  const otherUrl = await listenAt((await house.openAnother(config)).app);
  await house.as('vendor').products.create({ body: { name: 'Lantern', sku: 'LANTERN', unit_price: 339, stock: 900 } });

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

  return { house, path, url, otherUrl, signIn, listen, place, subjectsOf, typesOf };
}
