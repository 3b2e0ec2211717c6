import { describe, expect, test } from 'vitest';
import { openCatalogueHouse } from '../../../tests/support/catalogue-house.ts';
import { readLog } from '../../../tests/support/read-log.ts';

const { house, admin, vendor, otherVendor, customer, visitor, create, listed } = await openCatalogueHouse();

describe('changing a product', () => {
  test('by its vendor and by admins, not by others', async () => {
    const product = await create();
    const params = { id: product.id };
    expect(await vendor.products.update({ params, body: { name: 'Renamed' } })).toMatchObject({
      name: 'Renamed',
      version: product.version + 1,
    });
    expect(await admin.products.update({ params, body: { vendor_id: house.people.otherVendor.id } })).toMatchObject({
      vendor_id: house.people.otherVendor.id,
    });
    for (const name of ['customer', 'strangeVendor'] as const) {
      const body = { vendor_id: house.people[name].id };
      await expect(admin.products.update({ params, body })).rejects.toMatchObject({ code: 'vendor_not_found' });
    }
    await expect(vendor.products.update({ params, body: { name: 'Mine again' } })).rejects.toMatchObject({
      status: 404,
    });
    await expect(customer.products.update({ params, body: { name: 'X' } })).rejects.toMatchObject({ status: 403 });
    await expect(house.as('strangeAdmin').products.update({ params, body: { name: 'X' } })).rejects.toMatchObject({
      status: 404,
    });
  });

  test('with If-Match refuses what somebody else changed meanwhile', async () => {
    const product = await create();
    const url = `/api/v1/products/${product.id}`;
    const { headers } = await house.request({ method: 'GET', url });
    expect(headers.etag).toMatch(/^"1-[\w-]{16}"$/);
    const patch = (etag: string) =>
      house.request({ method: 'PATCH', url, as: 'vendor', headers: { 'if-match': etag }, body: { name: 'New' } });
    expect((await patch(String(headers.etag))).headers.etag).toMatch(/^"2-/);
    expect(await patch('"1"')).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
    expect((await patch('*')).status).toBe(200);
  });

  test('to what it already is changes nothing, not even the version', async () => {
    const product = await create();
    const params = { id: product.id };
    expect(await vendor.products.update({ params, body: {} })).toEqual(product);
    expect(await vendor.products.update({ params, body: { name: product.name, status: 'active' } })).toEqual(product);
    const variant = { id: product.variants[0]?.id ?? '' };
    expect(await vendor.variants.update({ params: variant, body: { unit_price: 339 } })).toEqual(product);
  });

  test('deleting takes it out of the catalogue; twice is a success', async () => {
    const product = await create();
    const params = { id: product.id };
    await expect(otherVendor.products.remove({ params })).rejects.toMatchObject({ status: 404 });
    await vendor.products.remove({ params });
    await vendor.products.remove({ params });
    await expect(admin.products.get({ params })).rejects.toMatchObject({ status: 404 });
    expect(await listed({}, admin)).not.toContain(product.name);
  });
});

test('a deactivated vendor’s products stay on sale until an admin gives them away or archives them', async () => {
  const leaver = await admin.users.create({
    body: { email: 'leaver@shop.test', password: 'A-good-Passw0rd', full_name: 'Leaver', role: 'vendor' },
  });
  const [kept, given] = [await create({ vendor_id: leaver.id }, admin), await create({ vendor_id: leaver.id }, admin)];
  await admin.users.update({ params: { id: leaver.id }, body: { is_active: false } });
  const theirs = { vendor_id: leaver.id };
  expect((await listed(theirs)).sort()).toEqual([kept.name, given.name].sort());
  await admin.products.update({ params: { id: given.id }, body: { vendor_id: house.people.vendor.id } });
  await admin.products.update({ params: { id: kept.id }, body: { status: 'archived' } });
  expect(await listed(theirs)).toEqual([]);
  expect(await listed({ vendor_id: house.people.vendor.id })).toContain(given.name);
  const inStockOf = async (vendor_id: string) =>
    (await admin.stock.list({ query: { vendor_id } })).data.map(({ product_id }) => product_id);
  expect(await inStockOf(house.people.vendor.id)).toContain(given.id);
  expect(await inStockOf(leaver.id)).toEqual([kept.id]);
});

describe('variants', () => {
  test('are added, changed and taken out; the last one stays', async () => {
    const product = await create();
    const params = { id: product.id };
    const grown = await vendor.variants.create({
      params,
      body: { sku: `${product.variants[0]?.sku}-B`, unit_price: 99, stock: 2 },
    });
    expect(grown.variants).toMatchObject([{ unit_price: 339 }, { unit_price: 99, stock: 2 }]);
    const [first, second] = grown.variants.map((variant) => ({ id: variant.id }));
    if (!first || !second) throw new Error('two variants');
    const changed = await vendor.variants.update({
      params: second,
      body: { unit_price: 111, title: 'Blue', options: { colour: 'blue' } },
    });
    expect(changed.variants[1]).toMatchObject({
      unit_price: 111,
      title: 'Blue',
      options: { colour: 'blue' },
      stock: 2,
    });
    await expect(
      vendor.variants.update({ params: second, body: { sku: product.variants[0]?.sku ?? '' } }),
    ).rejects.toMatchObject({ code: 'sku_taken' });
    await expect(otherVendor.variants.update({ params: second, body: { unit_price: 1 } })).rejects.toMatchObject({
      status: 404,
    });
    await expect(otherVendor.variants.create({ params, body: { sku: 'theirs', unit_price: 1 } })).rejects.toMatchObject(
      { status: 404 },
    );
    await vendor.variants.remove({ params: first });
    await expect(vendor.variants.remove({ params: second })).rejects.toMatchObject({
      status: 409,
      code: 'last_variant',
    });
    expect((await readLog(house, product.id)).map(({ type, data }) => ({ type, data }))).toMatchObject([
      { type: 'product.created' },
      { type: 'product.variant_added', data: { variant_id: second.id } },
      { type: 'product.variant_updated', data: { variant_id: second.id, after: { title: 'Blue' } } },
      { type: 'product.variant_deleted', data: { variant_id: first.id } },
    ]);
  });
});

describe('stock adjustments', () => {
  test('add and take units, tell the reason, and never go below zero', async () => {
    const product = await create({ stock: 5 });
    const params = { id: product.variants[0]?.id ?? '' };
    const adjust = (delta: number, by = vendor) =>
      by.variants.adjustStock({ params, body: { delta, reason: 'counted', note: 'shelf 4' } });
    expect(await adjust(7)).toMatchObject({
      delta: 7,
      stock: 12,
      reason: 'counted',
      note: 'shelf 4',
      actor_id: house.people.vendor.id,
    });
    await expect(adjust(-13)).rejects.toMatchObject({
      status: 409,
      code: 'insufficient_stock',
      errors: [{ pointer: '/delta', available: 12 }],
    });
    await expect(adjust(0)).rejects.toMatchObject({ code: 'validation_failed' });
    expect((await adjust(-12, admin)).stock).toBe(0);
    await expect(adjust(1, otherVendor)).rejects.toMatchObject({ status: 404 });
    await expect(adjust(1, customer)).rejects.toMatchObject({ status: 403 });
    const history = await vendor.variants.listAdjustments({ params, query: { count: true, limit: 2 } });
    expect(history).toMatchObject({ total: 3, data: [{ delta: -12 }, { delta: 7 }] });
    const rest = await vendor.variants.listAdjustments({
      params,
      query: { limit: 2, cursor: history.next_cursor ?? '' },
    });
    expect(rest).toMatchObject({ data: [{ delta: 5, reason: 'initial' }], next_cursor: null });
    await expect(otherVendor.variants.listAdjustments({ params })).rejects.toMatchObject({ status: 404 });
  });

  test('at the same time are all counted', async () => {
    const product = await create({ stock: 0 });
    const params = { id: product.variants[0]?.id ?? '' };
    await Promise.all(
      Array.from({ length: 20 }, () => vendor.variants.adjustStock({ params, body: { delta: 1, reason: 'received' } })),
    );
    expect((await visitor.products.get({ params: { id: product.id } })).variants[0]?.stock).toBe(20);
  });
});
