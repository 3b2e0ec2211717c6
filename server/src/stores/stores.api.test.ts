import { describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { readLog } from '../../../tests/support/read-log.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { createStore, listStores } from './index.ts';

const house = await openTestHouse();
const admin = house.as('admin');
const opening = { slug: 'tea-house', name: 'Tea House', currency: 'INR', time_zone: 'Asia/Kolkata' };

describe('opening a store', () => {
  test('each fault is told at once', async () => {
    const attempt = createStore(house.runtime, {
      slug: 'Tea House',
      name: ' ',
      currency: 'XXY',
      time_zone: '+05:30',
      locale: 'C',
    });
    const pointers = ['/slug', '/name', '/currency', '/time_zone', '/locale'];
    await expect(attempt).rejects.toMatchObject({ data: { errors: pointers.map((pointer) => ({ pointer })) } });
  });

  test('keeps to the database’s default store, and counts its orders for itself', async () => {
    const store = await createStore(house.runtime, opening);
    expect(store).toMatchObject({
      ...opening,
      cancel_window_seconds: 300,
      locale: 'en-GB',
      auto_process_after_seconds: 300,
      low_stock_threshold: 5,
      open_registration: true,
      payment_providers: ['manual'],
    });
    const stores = await listStores(house.runtime);
    expect(stores.filter((one) => one.is_default).map((one) => one.slug)).toEqual(['main']);
    const answer = await house.request({ method: 'GET', url: '/api/v1/store', headers: { 'x-store': 'Tea-House' } });
    expect(answer.body).toEqual(store);
  });

  test.each([
    ['/slug', { slug: 'Not A Slug' }],
    ['/slug', { slug: 'main' }],
    ['/name', { name: ' ' }],
    ['/currency', { currency: 'XXY' }],
    ['/time_zone', { time_zone: 'Mars/Olympus' }],
    ['/locale', { locale: 'en_GB' }],
  ])('refuses a bad %s', async (pointer, bad) => {
    await expect(createStore(house.runtime, { ...opening, slug: 'fresh', ...bad })).rejects.toMatchObject({
      code: 'validation_failed',
      data: { errors: [{ pointer }] },
    });
  });
});

describe('the settings', () => {
  test('are seen by anybody and changed by admins, with If-Match and an event', async () => {
    const before = await house.as(null).store.get();
    expect(before).toMatchObject({ slug: 'main', currency: 'GBP' });
    const after = await admin.store.update({
      body: { name: 'Renamed', cancel_window_seconds: 60, time_zone: 'Asia/Kolkata' },
      ifVersion: before.version,
    });
    expect(after).toMatchObject({
      name: 'Renamed',
      cancel_window_seconds: 60,
      time_zone: 'Asia/Kolkata',
      version: before.version + 1,
    });
    expect(await readLog(house, before.id)).toMatchObject([
      {
        type: 'store.updated',
        subject_type: 'store',
        actor_id: house.people.admin.id,
        data: { before: { name: 'main' }, after: { name: 'Renamed' } },
      },
    ]);
    await expect(admin.store.update({ body: { name: 'Late' }, ifVersion: before.version })).rejects.toMatchObject({
      status: 412,
    });
    await expect(admin.store.update({ body: { time_zone: 'Mars/Olympus' } })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/time_zone' }],
    });
    await expect(admin.store.update({ body: { cancel_window_seconds: -1 } })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    for (const name of ['vendor', 'customer'] as const) {
      await expect(house.as(name).store.update({ body: { name: 'Mine' } })).rejects.toMatchObject({ status: 403 });
    }
    await expect(house.as(null).store.update({ body: { name: 'Mine' } })).rejects.toMatchObject({ status: 401 });
    expect(await house.as('strangeAdmin').store.get()).toMatchObject({ slug: 'elsewhere', name: 'elsewhere' });
  });

  test('the window to cancel holds for orders placed after the change', async () => {
    await admin.store.update({ body: { cancel_window_seconds: 60 } });
    await house.as('vendor').products.create({ body: { name: 'Cup', sku: 'CUP', unit_price: 100, stock: 5 } });
    const order = await house
      .as('customer')
      .orders.place({ body: { lines: [{ sku: 'CUP', quantity: 1 }], shipping_address: shippingAddress } });
    expect(Date.parse(order.cancellable_until) - Date.parse(order.placed_at)).toBe(60_000);
  });
});

describe('the locale', () => {
  test.each([
    ['de-DE', 'de-DE'],
    ['hi-in', 'hi-IN'],
    ['iw', 'he'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['HI-IN-u-nu-latn', 'hi-IN-u-nu-latn'],
  ])('%s is kept as %s', async (asked, locale) => {
    expect(await admin.store.update({ body: { locale: asked } })).toMatchObject({ locale });
    const { version } = await admin.store.update({ body: { locale } });
    // The same in another spelling is no change.
    expect(await admin.store.update({ body: { locale: asked } })).toMatchObject({ version });
    await admin.store.update({ body: { locale: 'en-GB' } });
  });

  test.each(['en_GB', 'de-', '-', 'tlh', 'und', 'xx-YY', `de-${'x-abcdefgh'.repeat(6)}`, 'posix'])(
    'is not %s',
    async (locale) => {
      await expect(admin.store.update({ body: { locale } })).rejects.toMatchObject({
        code: 'validation_failed',
        errors: [{ pointer: '/locale' }],
      });
    },
  );

  test('of a new store is kept in its form', async () => {
    const store = await createStore(house.runtime, { ...opening, slug: 'chai', locale: 'hi-in' });
    expect(store.locale).toBe('hi-IN');
  });
});
