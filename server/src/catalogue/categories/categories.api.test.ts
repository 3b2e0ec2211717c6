import type { BodyOf, CategoryInTree, categories } from '@orderhouse/contracts';
import { limits } from '@orderhouse/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../../tests/support/index.ts';
import { readLog } from '../../../../tests/support/read-log.ts';
import { appendEvents } from '../../events/index.ts';
import { newId } from '../../platform/ids.ts';
import { runDoctor } from '../../system/index.ts';
import { categoryEvent } from './category-event.ts';

const house = await openTestHouse();
const admin = house.as('admin');
const vendor = house.as('vendor');
const visitor = house.as(null);
const another = house.as('admin', (await house.openAnother()).app);
let made = 0;

type Input = BodyOf<typeof categories.create>;
const add = async (name: string, parent_id: string | null = null, more: Partial<Input> = {}) =>
  (await admin.categories.create({ body: { name, parent_id, ...more } })).id;
const put = (category_ids: string[], more: object = {}, by = vendor) => {
  made += 1;
  return by.products.create({ body: { name: `P${made}`, sku: `P-${made}`, unit_price: 1, category_ids, ...more } });
};
const tree = async (by = visitor) => (await by.categories.list()).data;
const told = (rows: CategoryInTree[]) => rows.map(({ path, products_count }) => `${path} ${products_count}`);
const paths = async () => (await tree()).map(({ path }) => path);
const inBranch = async (category: string, by = visitor) =>
  (await by.products.list({ query: { category, sort: 'created_at' } })).data.map(({ name }) => name);

beforeEach(async () => {
  for (const { id } of (await tree()).filter(({ depth }) => depth === 0)) {
    await admin.categories.remove({ params: { id }, query: { children: 'delete', products: 'unassign' } });
  }
  const { findings } = await runDoctor(house.runtime);
  expect(findings.flatMap(({ faults }) => faults)).toEqual([]);
});

describe('the tree', () => {
  test('is told whole, in its order, with paths', async () => {
    const lighting = await add('Lighting');
    const lanterns = await add('Lanterns', lighting);
    await add('Café & Bar', null, { position: 0 });
    await add('Candles', lighting, { position: 0, slug: 'wax', description: 'Of wax.' });
    expect(await paths()).toEqual(['cafe-bar', 'lighting', 'lighting/wax', 'lighting/lanterns']);
    expect(await visitor.categories.get({ params: { id: lanterns } })).toMatchObject({
      parent_id: lighting,
      path: 'lighting/lanterns',
      depth: 1,
      position: 1,
      version: 2,
    });
    const missing = { params: { id: newId() } };
    await expect(visitor.categories.get(missing)).rejects.toMatchObject({ status: 404 });
    const stranger = house.as('strangeAdmin');
    const params = { id: lanterns };
    for (const attempt of [
      () => stranger.categories.get({ params }),
      () => stranger.categories.update({ params, body: { name: 'Theirs' } }),
      () => stranger.categories.remove({ params, query: { children: 'delete', products: 'unassign' } }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ status: 404 });
    }
    const below = stranger.categories.create({ body: { name: 'Below', parent_id: lanterns } });
    await expect(below).rejects.toMatchObject({ code: 'category_not_found' });
    await expect(put([lanterns], {}, house.as('strangeVendor'))).rejects.toMatchObject({ code: 'category_not_found' });
    expect((await stranger.categories.list()).data).toEqual([]);
    expect((await stranger.products.list({ query: { category: 'lighting' } })).data).toEqual([]);
  });

  test('takes a slug once in each place, of which a name makes one', async () => {
    const [women, men] = [await add('Women'), await add('Men')];
    await add('Sale', women);
    await add('Sale', men);
    const again = add('sále', men);
    await expect(again).rejects.toMatchObject({ status: 409, code: 'slug_taken', errors: [{ pointer: '/slug' }] });
    await expect(add('陶器')).rejects.toMatchObject({ status: 422, errors: [{ pointer: '/slug', code: 'required' }] });
    const nowhere = add('Lost', newId());
    await expect(nowhere).rejects.toMatchObject({ code: 'category_not_found', errors: [{ pointer: '/parent_id' }] });
    await expect(vendor.categories.create({ body: { name: 'Mine' } })).rejects.toMatchObject({ status: 403 });
  });
});

describe('a category', () => {
  test('is renamed, and a repeat changes nothing', async () => {
    const top = await add('Lighting');
    const below = await add('Lanterns', top);
    const params = { id: top };
    const changed = await admin.categories.update({ params, body: { name: 'Light', slug: 'light' } });
    expect(changed).toMatchObject({ name: 'Light', path: 'light', version: 2 });
    expect(await admin.categories.update({ params, body: { slug: 'light', position: 7 } })).toEqual(changed);
    expect(await visitor.categories.get({ params: { id: below } })).toMatchObject({
      path: 'light/lanterns',
      version: 2,
    });
    const stale = admin.categories.update({ params, body: { name: 'X' }, ifVersion: 1 });
    await expect(stale).rejects.toMatchObject({ status: 412 });
    expect((await readLog(house, top)).map(({ type }) => type)).toEqual(['category.created', 'category.updated']);
  });

  test('moves with its branch, its products stay in it, and the counts follow', async () => {
    const [a, b] = [await add('A'), await add('B')];
    const [a0, b0] = [await add('A0', a), await add('B0', b)];
    await put([a0, b0]);
    await put([a0], { status: 'draft' });
    expect(told(await tree())).toEqual(['a 1', 'a/a0 1', 'b 1', 'b/b0 1']);
    await admin.categories.update({ params: { id: a0 }, body: { parent_id: b, position: 0 } });
    expect(told(await tree())).toEqual(['a 0', 'b 1', 'b/a0 1', 'b/b0 1']);
    expect(told(await tree(admin))).toEqual(['a 0', 'b 2', 'b/a0 2', 'b/b0 1']);
    await admin.categories.update({ params: { id: b0 }, body: { parent_id: null } });
    expect(told(await tree())).toEqual(['a 0', 'b 1', 'b/a0 1', 'b0 1']);
    expect((await readLog(house, a0)).at(-1)).toMatchObject({
      type: 'category.moved',
      data: { before: { parent_id: a }, after: { parent_id: b } },
    });
    for (const parent_id of [b, a0]) {
      const inItself = admin.categories.update({ params: { id: b }, body: { parent_id } });
      await expect(inItself).rejects.toMatchObject({ status: 422, errors: [{ pointer: '/parent_id', code: 'cycle' }] });
    }
    await add('A0', a, { slug: 'b' });
    const clash = admin.categories.update({ params: { id: b }, body: { parent_id: a } });
    await expect(clash).rejects.toMatchObject({ code: 'slug_taken', errors: [{ pointer: '/parent_id' }] });
    expect(await admin.categories.update({ params: { id: b }, body: { parent_id: a, slug: 'c' } })).toMatchObject({
      path: 'a/c',
    });
  });

  test('two branches that are moved into each other at once: one goes, the other is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await add(`Round ${round} a`), await add(`Round ${round} b`)];
      const answers = await Promise.allSettled([
        admin.categories.update({ params: { id: a }, body: { parent_id: b } }),
        another.categories.update({ params: { id: b }, body: { parent_id: a } }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'validation_failed' },
      });
      expect(await paths()).toHaveLength(2 * (round + 1));
    }
  });

  test('the same slug at once in one place is taken once', async () => {
    const answers = await Promise.allSettled(
      [admin, another, admin, another].map((by) => by.categories.create({ body: { name: 'Same' } })),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await paths()).toEqual(['same']);
  });
});

describe('deleting', () => {
  test('moves children up into the place, and says how much it was', async () => {
    const [first, middle] = [await add('First'), await add('Middle')];
    await add('Last');
    const inner = await add('Inner', middle);
    await add('Deep', inner);
    await add('Other', middle);
    const remove = () => admin.categories.remove({ params: { id: middle } });
    expect(await remove()).toEqual({ categories_deleted: 1, categories_moved: 2, products_changed: 0 });
    expect(await paths()).toEqual(['first', 'inner', 'inner/deep', 'other', 'last']);
    await expect(remove()).rejects.toMatchObject({ status: 404 });
    const clash = await add('Clash', first);
    await add('Last', clash);
    await add('Last', first);
    const up = admin.categories.remove({ params: { id: clash } });
    await expect(up).rejects.toMatchObject({ code: 'slug_taken', errors: [{ pointer: 'children', slug: 'last' }] });
  });

  test('with products in it is refused until it is said what becomes of them', async () => {
    const top = await add('Top');
    const inner = await add('Inner', top);
    const leaf = await add('Leaf', inner);
    const product = await put([leaf]);
    await put([inner, leaf]);
    const params = { id: inner };
    await expect(admin.categories.remove({ params, query: { children: 'delete' } })).rejects.toMatchObject({
      status: 409,
      code: 'category_not_empty',
      errors: [{ pointer: 'products', categories: 2, products: 2 }],
    });
    const moved = await admin.categories.remove({ params, query: { children: 'delete', products: 'move_to_parent' } });
    expect(moved).toEqual({ categories_deleted: 2, categories_moved: 0, products_changed: 2 });
    expect(told(await tree())).toEqual(['top 2']);
    expect(await vendor.products.get({ params: { id: product.id } })).toMatchObject({
      category_ids: [top],
      version: product.version + 1,
    });
    const atTop = admin.categories.remove({ params: { id: top }, query: { products: 'move_to_parent' } });
    await expect(atTop).rejects.toMatchObject({ status: 422, errors: [{ pointer: 'products', code: 'no_parent' }] });
    await admin.categories.remove({ params: { id: top }, query: { products: 'unassign' } });
    expect((await vendor.products.get({ params: { id: product.id } })).category_ids).toEqual([]);
    expect((await readLog(house, top)).at(-1)).toMatchObject({
      type: 'category.deleted',
      data: { products: 'unassign', products_changed: 2 },
    });
  });
});

describe('products', () => {
  test('stand in several categories, each counted once in a branch', async () => {
    const top = await add('Top');
    const [one, two] = [await add('One', top), await add('Two', top)];
    const product = await put([two, one, one]);
    expect(product.category_ids).toEqual([one, two].sort());
    const draft = await put([one], { status: 'draft' });
    await put([one], { status: 'draft' }, house.as('otherVendor'));
    expect(told(await tree())).toEqual(['top 1', 'top/one 1', 'top/two 1']);
    expect(told(await tree(vendor))).toEqual(['top 2', 'top/one 2', 'top/two 1']);
    expect(told(await tree(admin))).toEqual(['top 3', 'top/one 3', 'top/two 1']);

    await vendor.products.update({ params: { id: draft.id }, body: { status: 'active', category_ids: [two] } });
    expect(told(await tree())).toEqual(['top 2', 'top/one 1', 'top/two 2']);
    await vendor.products.update({ params: { id: product.id }, body: { category_ids: [] } });
    expect(told(await tree())).toEqual(['top 1', 'top/one 0', 'top/two 1']);
    await vendor.products.remove({ params: { id: draft.id } });
    expect(told(await tree())).toEqual(['top 0', 'top/one 0', 'top/two 0']);
    expect((await readLog(house, product.id)).at(-1)).toMatchObject({
      type: 'product.updated',
      data: { before: { category_ids: [one, two].sort() }, after: { category_ids: [] } },
    });
  });

  test('name categories that there are', async () => {
    const here = await add('Here');
    const unknown = newId();
    const refusal = { status: 422, code: 'category_not_found', errors: [{ pointer: '/category_ids/1' }] };
    await expect(put([here, unknown])).rejects.toMatchObject(refusal);
    const product = await put([here]);
    const params = { id: product.id };
    const update = vendor.products.update({ params, body: { category_ids: [here, unknown] } });
    await expect(update).rejects.toMatchObject(refusal);
    expect(await vendor.products.update({ params, body: { category_ids: [here.toUpperCase()] } })).toEqual(product);
    const foreign = house.as('otherVendor').products.update({ params, body: { category_ids: [] } });
    await expect(foreign).rejects.toMatchObject({ status: 404 });
  });

  test('are listed by branch, named by id or path, in every order, once', async () => {
    const top = await add('Top');
    const [one, two] = [await add('One', top), await add('Two', top)];
    const names = [
      (await put([one, two], { unit_price: 3, stock: 1 })).name,
      (await put([two], { unit_price: 1 })).name,
      (await put([top], { unit_price: 2 }, house.as('otherVendor'))).name,
    ];
    await put([]);
    const draft = await put([one], { status: 'draft' });
    expect(await inBranch('top')).toEqual(names);
    expect(await inBranch(top)).toEqual(names);
    expect(await inBranch('top/one')).toEqual([names[0]]);
    expect(await inBranch('one')).toEqual([]);
    expect(await inBranch(newId())).toEqual([]);
    expect(await inBranch('top/one', vendor)).toEqual([names[0], draft.name]);
    const query = { category: 'top', limit: 1, count: true } as const;
    for (const [sort, order] of [
      ['unit_price', [1, 2, 0]],
      ['-unit_price', [0, 2, 1]],
      ['-created_at', [2, 1, 0]],
      ['name', [0, 1, 2]],
    ] as const) {
      const found: (string | undefined)[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await visitor.products.list({ query: { ...query, sort, ...(cursor && { cursor }) } });
        expect(page.total).toBe(3);
        found.push(page.data[0]?.name);
        cursor = page.next_cursor;
      }
      expect(found).toEqual(order.map((index) => names[index]));
    }
    const filtered = async (more: object) =>
      (await visitor.products.list({ query: { category: 'top', sort: 'created_at', ...more } })).data.map(
        ({ name }) => name,
      );
    expect(await filtered({ available: true })).toEqual([names[0]]);
    expect(await filtered({ available: false, price_max: 1 })).toEqual([names[1]]);
    expect(await filtered({ vendor_id: house.people.otherVendor.id })).toEqual([names[2]]);
    expect(await filtered({ price_min: 2 })).toEqual([names[0], names[2]]);
  });

  test('keep their name, price and availability in their categories', async () => {
    const top = await add('Top');
    const product = await put([top], { name: 'Zebra', unit_price: 500, stock: 0 });
    const params = { id: product.id };
    await put([top], { name: 'Middle', unit_price: 300 });
    await vendor.products.update({ params, body: { name: 'Ape' } });
    await vendor.variants.create({ params, body: { sku: 'cheap', unit_price: 100, stock: 4 } });
    const sorted = async (sort: 'name' | 'unit_price') =>
      (await visitor.products.list({ query: { category: 'top', sort } })).data.map(({ name }) => name);
    expect(await sorted('name')).toEqual(['Ape', 'Middle']);
    expect(await sorted('unit_price')).toEqual(['Ape', 'Middle']);
    const inStock = { query: { category: 'top', available: true } };
    expect((await visitor.products.list(inStock)).data.map(({ name }) => name)).toEqual(['Ape']);
  });

  test('are put into categories while these are deleted: nothing is lost, nothing stays behind', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await add(`Fleeting ${round}`);
      const known = await put([id]);
      await Promise.allSettled([
        another.categories.remove({ params: { id }, query: { products: 'unassign' } }),
        put([id]),
        vendor.products.update({ params: { id: known.id }, body: { status: 'archived', category_ids: [id] } }),
        vendor.products.update({ params: { id: known.id }, body: { name: `Known ${round}` } }),
      ]);
    }
    const { findings } = await runDoctor(house.runtime);
    expect(findings.flatMap(({ faults }) => faults)).toEqual([]);
  });
});

test('a store has so many categories and no more', async () => {
  const elsewhere = { storeId: house.otherStoreId, actorId: null, role: 'house' } as const;
  await house.runtime.database.transact(elsewhere, async (connection) => {
    const rows = Array.from({ length: limits.categories_max }, (_, position) => ({
      store_id: house.otherStoreId,
      id: newId(),
      slug: `c${position}`,
      name: 'C',
      position,
    }));
    await connection.insertInto('categories').values(rows).execute();
    const created = rows.map(({ id }) => categoryEvent('category.created', id, {}));
    await appendEvents(connection, elsewhere, new Date(), created);
  });
  const body = { name: 'One more' };
  const more = house.as('strangeAdmin').categories.create({ body });
  await expect(more).rejects.toMatchObject({ status: 409, code: 'too_many_categories' });
  expect((await house.as('strangeAdmin').categories.list()).data).toHaveLength(limits.categories_max);
});
