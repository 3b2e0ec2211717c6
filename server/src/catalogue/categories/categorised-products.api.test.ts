import { describe, expect, test } from 'vitest';
import { openCategoryHouse } from '../../../../tests/support/category-house.ts';
import { readLog } from '../../../../tests/support/read-log.ts';
import { newId } from '../../platform/ids.ts';
import { runDoctor } from '../../system/index.ts';

const { house, admin, vendor, visitor, another, add, put, counted } = await openCategoryHouse();
const inBranch = async (category: string, by = visitor) =>
  (await by.products.list({ query: { category, sort: 'created_at' } })).data.map(({ name }) => name);

describe('products', () => {
  test('stand in several categories, each counted once in a branch', async () => {
    const top = await add('Top');
    const [one, two] = [await add('One', top), await add('Two', top)];
    const product = await put([two, one, one]);
    expect(product.category_ids).toEqual([one, two].sort());
    const draft = await put([one], { status: 'draft' });
    await put([one], { status: 'draft' }, house.as('otherVendor'));
    expect(await counted()).toEqual(['top 1', 'top/one 1', 'top/two 1']);
    expect(await counted(vendor)).toEqual(['top 2', 'top/one 2', 'top/two 1']);
    expect(await counted(admin)).toEqual(['top 3', 'top/one 3', 'top/two 1']);

    await vendor.products.update({ params: { id: draft.id }, body: { status: 'active', category_ids: [two] } });
    expect(await counted()).toEqual(['top 2', 'top/one 1', 'top/two 2']);
    await vendor.products.update({ params: { id: product.id }, body: { category_ids: [] } });
    expect(await counted()).toEqual(['top 1', 'top/one 0', 'top/two 1']);
    await vendor.products.remove({ params: { id: draft.id } });
    expect(await counted()).toEqual(['top 0', 'top/one 0', 'top/two 0']);
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
