import { describe, expect, test } from 'vitest';
import { openCatalogueHouse } from '../../../tests/support/catalogue-house.ts';

const { house, admin, vendor, otherVendor, customer, visitor, simple, create, listed } = await openCatalogueHouse();

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
