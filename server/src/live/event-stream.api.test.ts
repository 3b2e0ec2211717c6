import { describe, expect, test } from 'vitest';
import type { TestHouse } from '../../../tests/support/index.ts';
import { listenAt } from '../../../tests/support/live-reader.ts';
import { openStreamHouse } from '../../../tests/support/stream-house.ts';

const { house, path, url, otherUrl, signIn, listen, place, subjectsOf, typesOf } = await openStreamHouse();

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

  test.each([
    ['another role', { role: 'customer' }, { role: 'vendor' }],
    ['its account', { is_active: false }, { is_active: true }],
  ] as const)('within a second with %s, here and at another process', async (_, change, back) => {
    const update = (body: typeof change | typeof back) =>
      house.as('admin').users.update({ params: { id: house.people.otherVendor.id }, body });
    const readers = await Promise.all([listen('otherVendor'), listen('otherVendor', { at: otherUrl })]);
    const began = performance.now();
    await update(change);
    await Promise.all(readers.map(({ ended }) => ended));
    expect(performance.now() - began).toBeLessThan(1_500);
    for (const reader of readers) expect(reader.text()).toMatch(/: session_ended\n\n$/);
    await update(back);
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

describe('of streams there are', () => {
  test('so many for a caller, and so many in all', async () => {
    const { app } = await house.openAnother({ streams_max: 3, streams_per_caller_max: 2 });
    const at = await listenAt(app);
    const [first] = await Promise.all([listen('customer', { at }), listen('customer', { at })]);
    const ask = (as: keyof TestHouse['people']) => house.request({ method: 'GET', url: path, as, app });
    expect(await ask('customer')).toMatchObject({ status: 429, body: { code: 'too_many_streams' } });
    await listen('vendor', { at });
    expect(await ask('admin')).toMatchObject({ status: 503, body: { code: 'overloaded' } });
    first?.close();
    await expect.poll(async () => (await ask('customer')).status).toBe(200);
    await app.close();
  });
});
