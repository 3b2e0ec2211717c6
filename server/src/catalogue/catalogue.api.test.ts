import type { catalogue, ProductInput, QueryOf } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { readLog } from '../../../tests/support/read-log.ts';

const house = await openTestHouse();
const admin = house.as('admin');
const vendor = house.as('vendor');
const otherVendor = house.as('otherVendor');
const customer = house.as('customer');
const visitor = house.as(null);
let made = 0;

function simple(more: Partial<ProductInput> = {}): ProductInput {
  made += 1;
  return { name: `Lantern ${made}`, sku: `C-${made}`, unit_price: 339, stock: 12, ...more };
}

const create = (more: Partial<ProductInput> = {}, by = vendor) => by.products.create({ body: simple(more) });
type Query = QueryOf<typeof catalogue.list>;
const listed = async (query: Query, by = visitor) =>
  (await by.products.list({ query: { limit: 100, ...query } })).data.map((product) => product.name);

describe('a product', () => {
  test('with one variant carries its fields itself; its stock is an adjustment', async () => {
    const product = await create({ sku: '71053', name: 'White metal lantern', description: 'For tea lights.' });
    expect(product).toMatchObject({
      name: 'White metal lantern',
      description: 'For tea lights.',
      status: 'active',
      currency: 'GBP',
      vendor_id: house.people.vendor.id,
    });
    expect(product.variants).toMatchObject([{ sku: '71053', title: '', options: {}, unit_price: 339, stock: 12 }]);
    expect(await visitor.products.get({ params: { id: product.id } })).toEqual(product);
    const history = await vendor.variants.listAdjustments({ params: { id: product.variants[0]?.id ?? '' } });
    expect(history.data).toMatchObject([{ delta: 12, reason: 'initial', stock: 12 }]);
  });

  test('lists several variants, in their order', async () => {
    const variants = [
      { sku: 'TS-S', title: 'Small', options: { size: 'S' }, unit_price: 1200 },
      { sku: 'TS-L', title: 'Large', options: { size: 'L' }, unit_price: 1100, stock: 3 },
    ];
    const product = await vendor.products.create({ body: { name: 'T-shirt', variants } });
    expect(product.variants).toMatchObject([{ ...variants[0], stock: 0 }, variants[1]]);
  });

  test('is refused with a pointer to what is wrong', async () => {
    const refusal = (body: unknown) => house.request({ method: 'POST', url: '/api/v1/products', as: 'vendor', body });
    const pointers = async (body: unknown) =>
      (await refusal(body)).body.errors.map((fault: { pointer: string }) => fault.pointer);
    expect(await pointers({ name: 'X' })).toEqual(['/sku', '/unit_price']);
    expect(await pointers({ ...simple(), name: ' ' })).toEqual(['/name']);
    expect(await pointers({ ...simple(), name: 'a\u0000b' })).toEqual(['/name']);
    expect(await pointers({ ...simple(), unit_price: -1 })).toEqual(['/unit_price']);
    expect(await pointers({ ...simple(), unit_price: 3.39 })).toEqual(['/unit_price']);
    expect(await pointers({ ...simple(), unit_price: '339' })).toEqual(['/unit_price']);
    expect(await pointers({ ...simple(), stock: 1e12 })).toEqual(['/stock']);
    expect(await pointers({ ...simple(), colour: 'red' })).toEqual(['/colour']);
    expect(await pointers({ ...simple(), variants: [{ sku: 'V-1', unit_price: 1 }] })).toEqual([
      '/sku',
      '/unit_price',
      '/stock',
    ]);
    const twice = await refusal({
      name: 'Twice',
      variants: [
        { sku: 'same', unit_price: 1 },
        { sku: 'SAME', unit_price: 1 },
      ],
    });
    expect(twice).toMatchObject({ status: 409, body: { code: 'sku_taken', errors: [{ pointer: '/variants/1/sku' }] } });
  });

  test('cannot take the SKU of another, whatever its case, until that is deleted', async () => {
    const first = await create({ sku: '85123A' });
    await expect(create({ sku: '85123a' }, otherVendor)).rejects.toMatchObject({ status: 409, code: 'sku_taken' });
    await vendor.products.remove({ params: { id: first.id } });
    expect((await create({ sku: '85123a' }, otherVendor)).variants[0]?.sku).toBe('85123a');
  });

  test('is created once for one idempotency key', async () => {
    const body = simple();
    const [first, second] = [
      await vendor.products.create({ body, idempotencyKey: 'p-1' }),
      await vendor.products.create({ body, idempotencyKey: 'p-1' }),
    ];
    expect(second).toEqual(first);
    await expect(vendor.products.create({ body: simple(), idempotencyKey: 'p-1' })).rejects.toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
  });

  test('belongs to the vendor who adds it; an admin adds one for a vendor', async () => {
    expect((await create({}, admin)).vendor_id).toBe(house.people.admin.id);
    expect((await create({ vendor_id: house.people.vendor.id }, admin)).vendor_id).toBe(house.people.vendor.id);
    await expect(create({ vendor_id: house.people.otherVendor.id }, vendor)).rejects.toMatchObject({ status: 403 });
    await expect(create({ vendor_id: house.people.customer.id }, admin)).rejects.toMatchObject({
      status: 422,
      code: 'vendor_not_found',
    });
    await expect(create({ vendor_id: house.people.strangeVendor.id }, admin)).rejects.toMatchObject({
      code: 'vendor_not_found',
    });
    await expect(create({}, customer)).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    await expect(create({}, visitor)).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
  });
});

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

describe('the list', () => {
  test('shows visitors active products, a vendor its own of any status, an admin all', async () => {
    const draft = await create({ name: 'Secret draft', status: 'draft' });
    expect(await listed({})).not.toContain('Secret draft');
    expect(await listed({}, otherVendor)).not.toContain('Secret draft');
    expect(await listed({ status: 'draft' }, vendor)).toContain('Secret draft');
    expect(await listed({ status: 'draft,archived' }, admin)).toContain('Secret draft');
    await expect(visitor.products.get({ params: { id: draft.id } })).rejects.toMatchObject({ status: 404 });
    const elsewhere = await house.request({
      method: 'GET',
      url: '/api/v1/products',
      headers: { 'x-store': 'elsewhere' },
    });
    expect(elsewhere.body.data).toEqual([]);
  });

  test('filters by vendor, price and availability', async () => {
    const zebras = { price_min: 98_765_431, price_max: 98_765_433 };
    await create({ name: 'Zebra cup', unit_price: 98_765_431, stock: 0, sku: 'ZEB-1' });
    await create({ name: 'Zebra plate', unit_price: 98_765_433, sku: 'ZEB-2' }, otherVendor);
    expect(await listed(zebras)).toEqual(['Zebra plate', 'Zebra cup']);
    expect(await listed({ ...zebras, available: true })).toEqual(['Zebra plate']);
    expect(await listed({ ...zebras, available: false })).toEqual(['Zebra cup']);
    expect(await listed({ ...zebras, price_max: 98_765_431 })).toEqual(['Zebra cup']);
    expect(await listed({ ...zebras, price_min: 98_765_432 })).toEqual(['Zebra plate']);
    expect(await listed({ ...zebras, vendor_id: house.people.otherVendor.id })).toEqual(['Zebra plate']);
  });

  test.each(['name', '-name', 'unit_price', '-unit_price', 'created_at', '-created_at'] as const)(
    'sorts by %s and pages through everything once',
    async (sort) => {
      const whole = await listed({ sort });
      const paged: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await visitor.products.list({
          query: { sort, limit: 3, ...(cursor !== undefined && { cursor }) },
        });
        paged.push(...page.data.map((product) => product.name));
        cursor = page.next_cursor;
      }
      expect(paged).toEqual(whole);
      expect(new Set(paged).size).toBe(paged.length);
    },
  );

  test('refuses a cursor of another order', async () => {
    const page = await visitor.products.list({ query: { sort: 'name', limit: 1 } });
    const attempt = visitor.products.list({ query: { sort: '-name', cursor: page.next_cursor ?? '' } });
    await expect(attempt).rejects.toMatchObject({ status: 400, code: 'invalid_cursor' });
  });
});

describe('what a product is refused for', () => {
  const post = (body: unknown) => house.request({ method: 'POST', url: '/api/v1/products', as: 'vendor', body });

  test('a SKU that is taken is named at its field', async () => {
    const { variants } = await create();
    const sku = variants[0]?.sku.toLowerCase() ?? '';
    expect(await post(simple({ sku }))).toMatchObject({
      status: 409,
      body: { code: 'sku_taken', errors: [{ pointer: '/sku', sku }] },
    });
    const listing = [
      { sku: 'FREE-1', unit_price: 1 },
      { sku, unit_price: 1 },
    ];
    expect(await post({ name: 'Two', variants: listing })).toMatchObject({
      status: 409,
      body: { code: 'sku_taken', errors: [{ pointer: '/variants/1/sku', sku }] },
    });
  });

  test.each([
    { 'a\nb': { deep: 1 } },
    { '': 'nameless' },
    { ['k'.repeat(51)]: 'long' },
    Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, 'v'])),
  ])('options have few, short, printable names: %#', async (options) => {
    expect((await post({ ...simple(), options })).status).toBe(422);
  });

  test('an id is taken in either case, and in no other form', async () => {
    const product = await vendor.products.create({
      body: {
        name: 'Pair',
        variants: [
          { sku: 'PAIR-1', unit_price: 1 },
          { sku: 'PAIR-2', unit_price: 1 },
        ],
      },
    });
    const id = product.variants[0]?.id.toUpperCase() ?? '';
    expect((await vendor.variants.update({ params: { id }, body: { unit_price: 2 } })).variants[0]?.unit_price).toBe(2);
    await vendor.variants.remove({ params: { id } });
    expect((await vendor.products.get({ params: { id: product.id } })).variants).toHaveLength(1);
    const url = `/api/v1/products/urn:uuid:${product.id}`;
    expect((await house.request({ method: 'GET', url })).status).toBe(422);
  });

  test('a price filter that no price reaches is refused', async () => {
    for (const filter of ['price_min=99999999999999999999', 'price_max=1e300']) {
      expect((await house.request({ method: 'GET', url: `/api/v1/products?${filter}` })).status).toBe(422);
    }
  });
});
