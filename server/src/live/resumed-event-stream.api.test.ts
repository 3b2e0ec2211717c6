import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { listenAt } from '../../../tests/support/live-reader.ts';
import { openStreamHouse } from '../../../tests/support/stream-house.ts';
import { appendEvents } from '../events/index.ts';

const { house, path, url, otherUrl, listen, place, subjectsOf } = await openStreamHouse();

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

  test('leaves nothing behind with each page that it reads of the log', async () => {
    const { storeId, people, runtime } = house;
    const actor = { storeId, actorId: null, role: 'house' } as const;
    const event = { type: 'order.updated', subject_type: 'order', subject_id: storeId } as const;
    const count = 5_000;
    const theirs = Array.from({ length: 1_000 }, () => ({ ...event, vendor_ids: [people.otherVendor.id] }));
    for (let written = 0; written < count; written += theirs.length) {
      await runtime.database.transact(actor, (connection) => appendEvents(connection, actor, new Date(), theirs));
    }
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const answering = once(house.app.server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
    const reader = await listen('otherVendor', { after: '0-0' });
    const [, answer] = await answering;
    await expect.poll(() => reader.heard.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
    process.off('warning', note);
    expect(warnings.map(({ name }) => name)).toEqual([]);
    for (const name of ['drain', 'close']) expect(answer.listenerCount(name), name).toBeLessThan(5);
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
