import { limits } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { openCategoryHouse } from '../../../../tests/support/category-house.ts';
import { readLog } from '../../../../tests/support/read-log.ts';
import { appendEvents } from '../../events/index.ts';
import { newId } from '../../platform/ids.ts';
import { categoryEvent } from './category-event.ts';

const { house, admin, vendor, visitor, another, add, put, counted, paths } = await openCategoryHouse();

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
    expect(await counted()).toEqual(['a 1', 'a/a0 1', 'b 1', 'b/b0 1']);
    await admin.categories.update({ params: { id: a0 }, body: { parent_id: b, position: 0 } });
    expect(await counted()).toEqual(['a 0', 'b 1', 'b/a0 1', 'b/b0 1']);
    expect(await counted(admin)).toEqual(['a 0', 'b 2', 'b/a0 2', 'b/b0 1']);
    await admin.categories.update({ params: { id: b0 }, body: { parent_id: null } });
    expect(await counted()).toEqual(['a 0', 'b 1', 'b/a0 1', 'b0 1']);
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
    expect(await counted()).toEqual(['top 2']);
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
