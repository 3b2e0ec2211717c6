import type { Product, SearchPage } from '@orderhouse/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, openTestHouse } from '../../../../tests/support/index.ts';
import type { PersonName } from '../../../../tests/support/people.ts';
import { countSearchWords, indexAllStores } from './index-products.ts';

const house = await openTestHouse();
const { runtime, storeId } = house;
const visitor = house.as(null);

type Query = NonNullable<Parameters<typeof visitor.products.search>[0]>['query'];
type NewProduct = Parameters<ReturnType<typeof house.as>['products']['create']>[0]['body'];

let made = 0;
async function create(product: Partial<NewProduct>, by: PersonName = 'vendor'): Promise<Product> {
  made += 1;
  const body = { name: 'Thing', unit_price: 100, stock: 5, sku: `S-${made}`, ...product };
  return house.as(by).products.create({ body: product.variants ? { name: 'Thing', ...product } : body });
}

/** What the worker does a moment after a change. */
async function index(): Promise<void> {
  await indexAllStores(runtime, () => false);
  for (const store of [storeId, house.otherStoreId]) await countSearchWords(runtime, store);
}

const find = (query: Query, by: PersonName | null = null): Promise<SearchPage> =>
  house.as(by).products.search({ query });
const names = async (query: Query, by: PersonName | null = null) =>
  (await find(query, by)).data.map(({ name }) => name);

let lighting: { id: string };
let lanterns: { id: string };

beforeAll(async () => {
  const { categories } = house.as('admin');
  lighting = await categories.create({ body: { name: 'Lighting' } });
  lanterns = await categories.create({ body: { name: 'Lanterns', parent_id: lighting.id } });
  await create({ name: 'White metal lantern', sku: '71053', unit_price: 339, category_ids: [lanterns.id] });
  await create({ name: 'Red glass lantern', sku: 'RGL-9', unit_price: 1_250, category_ids: [lanterns.id], stock: 0 });
  await create(
    {
      name: 'Table lamp',
      sku: 'LAMP',
      unit_price: 4_900,
      description: 'As bright as a lantern.',
      category_ids: [lighting.id],
    },
    'otherVendor',
  );
  await create({ name: 'Crème brûlée set for 71053', sku: 'CB-1', unit_price: 2_000 });
  await create({ name: 'Candles', sku: 'CAN-12', unit_price: 99 });
  await create({
    name: 'T-shirt',
    variants: [
      { sku: 'TS-S', unit_price: 900, options: { colour: 'turquoise' } },
      { sku: 'TS-L', unit_price: 950 },
    ],
  });
  await create({ name: 'Secret zeppelin', status: 'draft' });
  await create({ name: 'Hidden dirigible', status: 'archived' }, 'otherVendor');
  await create({ name: 'Foreign lantern', sku: '71053' }, 'strangeVendor');
  await index();
});

describe('words', () => {
  test.each([
    ['lantern', ['White metal lantern', 'Red glass lantern', 'Table lamp']],
    ['LANTERNS', ['White metal lantern', 'Red glass lantern', 'Table lamp']],
    ['white lantern', ['White metal lantern']],
    ['lantern whi', ['White metal lantern']],
    ['metal lant', ['White metal lantern']],
    ['creme brulee', ['Crème brûlée set for 71053']],
    ['CRÈME BRÛL', ['Crème brûlée set for 71053']],
    ['the candle', ['Candles']],
    ['turquoise', ['T-shirt']],
    ['t-shirt', ['T-shirt']],
    ['giraffe', []],
    ['lantern giraffe', []],
  ])('%s', async (q, expected) => {
    const found = await find({ q });
    expect(found.data.map(({ name }) => name).sort()).toEqual([...expected].sort());
    expect(found).toMatchObject({ total: expected.length, total_is_exact: true, corrected_query: null });
  });

  test.each([
    ['lantren', 'lantern', 3],
    ['lantrens', 'lantern', 3],
    ['whtie lanter', 'white lanter', 1],
    ['red glas lanern', 'red glass lantern', 1],
    ['candels', 'candles', 1],
    ['lnat', 'lantern', 3],
  ])('%s is forgiven', async (q, corrected_query, total) => {
    expect(await find({ q })).toMatchObject({ corrected_query: expect.stringMatching(corrected_query), total });
  });

  test.each(['zeppelni', 'dirigibel', 'xqxqxq', '71052', 'ab'])(
    '%s means nothing that everybody may know of',
    async (q) => {
      expect(await find({ q })).toMatchObject({ data: [], total: 0, corrected_query: null });
    },
  );

  test('come in the order of relevance', async () => {
    expect((await names({ q: 'lantern' })).at(-1)).toBe('Table lamp');
  });

  test('the very SKU comes first, whatever else has it in its name', async () => {
    expect(await names({ q: '71053' })).toEqual(['White metal lantern', 'Crème brûlée set for 71053']);
    expect(await names({ q: 'rgl-9' })).toEqual(['Red glass lantern']);
    expect(await names({ q: 'can-1' })).toEqual(['Candles']);
    expect((await names({ q: 'lamp' }))[0]).toBe('Table lamp');
  });

  test.each([
    "' & | ! ( ) :* \\",
    "'",
    '\\',
    "lantern'):*",
    "a' | 'b",
    '!!!',
    '<->',
    "'''",
    '\\\\x',
    '🙂',
    '%',
    '_',
    ':*',
    '#71053',
    '@',
    '~',
    "O'Neil \\",
    'a'.repeat(100),
    'ﷺ',
    '٣٤',
  ])('nothing that is typed fails: %s', async (q) => {
    const answer = await house.request({ method: 'GET', url: `/api/v1/products/search?q=${encodeURIComponent(q)}` });
    expect(answer.status).toBe(200);
  });

  test('more than a hundred letters, unknown filters and foreign cursors are refused', async () => {
    await expect(find({ q: 'a'.repeat(101) })).rejects.toMatchObject({ code: 'validation_failed' });
    const forms = [
      'x',
      Buffer.from('["walk",0,1]').toString('base64url'),
      Buffer.from('["ranked",9,1,"x"]').toString('base64url'),
    ];
    for (const cursor of forms) await expect(find({ cursor })).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});

describe('filters and facets', () => {
  test('narrow down, and agree with a count by hand', async () => {
    const all = await find({ q: 'lantern' });
    expect(all.facets).toEqual({
      is_exact: true,
      categories: expect.arrayContaining([
        { id: lighting.id, count: 3 },
        { id: lanterns.id, count: 2 },
      ]),
      vendors: [
        { id: house.people.vendor.id, count: 2 },
        { id: house.people.otherVendor.id, count: 1 },
      ],
      price_bands: [
        { price_min: 200, price_max: 499, count: 1 },
        { price_min: 1_000, price_max: 1_999, count: 1 },
        { price_min: 2_000, price_max: 4_999, count: 1 },
      ],
      availability: { available: 2, sold_out: 1 },
    });
    for (const { price_min, price_max, count } of all.facets.price_bands) {
      const narrowed = await find({ q: 'lantern', price_min, ...(price_max !== null && { price_max }) });
      expect(narrowed.total).toBe(count);
    }
    for (const { id, count } of all.facets.vendors)
      expect((await find({ q: 'lantern', vendor_id: id })).total).toBe(count);
    for (const { id, count } of all.facets.categories)
      expect((await find({ q: 'lantern', category: id })).total).toBe(count);
    expect(await names({ q: 'lantern', available: false })).toEqual(['Red glass lantern']);
    expect(await names({ q: 'lantern', category: 'lighting/lanterns', available: true })).toEqual([
      'White metal lantern',
    ]);
    expect(await names({ q: 'lantern', category: 'no-such' })).toEqual([]);
  });

  test('a choice that is made leaves the other choices of its kind to be seen', async () => {
    const { facets, total } = await find({ q: 'lantern', vendor_id: house.people.otherVendor.id });
    expect(total).toBe(1);
    expect(facets.vendors).toHaveLength(2);
    expect(facets.availability).toEqual({ available: 1, sold_out: 0 });
  });

  test('without words everything that is open is there', async () => {
    expect((await names({})).length).toBe(6);
    expect((await find({ category: lighting.id })).total).toBe(3);
  });
});

describe('who asks', () => {
  test.each([
    [null, [], []],
    ['customer', [], []],
    ['vendor', ['Secret zeppelin'], []],
    ['otherVendor', [], ['Hidden dirigible']],
    ['admin', ['Secret zeppelin'], ['Hidden dirigible']],
    ['strangeVendor', [], []],
    ['strangeAdmin', [], []],
  ] as const)('%s finds what is theirs to see', async (who, drafts, archived) => {
    const theirs = who === 'strangeVendor' || who === 'strangeAdmin';
    expect(await names({ q: 'zeppelin' }, who)).toEqual(drafts);
    expect(await names({ q: 'dirigible' }, who)).toEqual(archived);
    expect(await names({ status: 'draft' }, who)).toEqual(drafts);
    expect(await names({ q: 'foreign' }, who)).toEqual(theirs ? ['Foreign lantern'] : []);
    const found = await names({ q: 'lantern' }, who);
    expect(found.includes('White metal lantern')).toBe(!theirs);
  });

  test('a database role sees nothing at all while nothing is looked for', async () => {
    const authority = { storeId, actorId: null, role: 'admin' } as const;
    const rows = await runtime.database.read(authority, (connection) =>
      connection.selectFrom('product_search').select('product_id').execute(),
    );
    expect(rows).toEqual([]);
  });
});

describe('what changes', () => {
  test('is found as it is: name, variants, status, stock, categories, and not at all when it is gone', async () => {
    const vendor = house.as('vendor');
    const { id, variants } = await create({ name: 'Quokka jug', sku: 'QJ' });
    const params = { id };
    await index();
    expect(await names({ q: 'quokka' })).toEqual(['Quokka jug']);
    await vendor.products.update({ params, body: { name: 'Wombat jug', category_ids: [lanterns.id] } });
    await vendor.variants.update({
      params: { id: variants[0]?.id ?? '' },
      body: { sku: 'WJ', options: { size: 'gigantic' } },
    });
    await index();
    expect(await names({ q: 'quokka' })).toEqual([]);
    expect(await names({ q: 'gigantic wombat' })).toEqual(['Wombat jug']);
    expect(await names({ q: 'wj', category: lighting.id })).toEqual(['Wombat jug']);
    await vendor.products.update({ params, body: { status: 'draft' } });
    await index();
    expect(await names({ q: 'wombat' })).toEqual([]);
    expect(await names({ q: 'wombat' }, 'vendor')).toEqual(['Wombat jug']);
    await vendor.products.remove({ params });
    await index();
    expect(await names({ q: 'wombat' }, 'admin')).toEqual([]);
  });

  test('a product that holds more than can be searched keeps no other from being found', async () => {
    // A word of 2,046 bytes once it is written out, and more than a mebibyte of different ones.
    const endless = `${'㌖'.repeat(113)}カタカナ`;
    const word = (at: number) => [...String(10_000 + at)].map((digit) => 'абвгдежзик'[Number(digit)]).join('');
    const words = (from: number, count: number) => Array.from({ length: count }, (_, at) => word(from + at)).join(' ');
    const optionsFrom = (from: number) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`option ${at}`, words(from + at * 16, 16)]));
    const variants = Array.from({ length: 100 }, (_, at) => ({
      ...{ sku: `OC-${at}`, unit_price: 1, title: words(at * 360, 33), options: optionsFrom(at * 360 + 33) },
    }));
    const { id } = await create({ name: 'Bottomless ocelot', description: endless, variants });
    await create({ name: 'Harmless walrus' }, 'otherVendor');
    await index();
    expect(await names({ q: 'walrus' })).toEqual(['Harmless walrus']);
    expect(await names({ q: 'ocelot' })).toEqual(['Bottomless ocelot']);
    expect(await names({ q: 'oc-99' })).toEqual(['Bottomless ocelot']);
    await house.as('vendor').products.remove({ params: { id } });
    await index();
  });

  test('with units sold, those that sell come first, and pages go through all of them once', async () => {
    const sold = [3, 900, 0, 41, 41];
    for (const [at, units] of sold.entries()) {
      const { id } = await create({ name: `Platypus ${at}` });
      await ask(house.databaseUrl, 'ALTER TABLE products NO FORCE ROW LEVEL SECURITY');
      await ask(house.databaseUrl, 'UPDATE products SET units_sold = $2 WHERE id = $1', [id, units]);
    }
    await index();
    const all = await names({ q: 'platypus' });
    expect(all.map((name) => sold[Number(name.slice(9))])).toEqual([900, 41, 41, 3, 0]);
    const paged: string[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await find({ q: 'platypus', limit: 2, cursor });
      paged.push(...page.data.map(({ name }) => name));
      cursor = page.next_cursor ?? undefined;
      more = cursor !== undefined;
    }
    expect(paged).toEqual(all);
  });
});
