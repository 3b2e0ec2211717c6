import { limits } from '@orderhouse/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { countStatements } from './support/count-statements.ts';
import { openTestHouse } from './support/index.ts';

/**
 * How many SQL statements an endpoint of the catalogue or a report takes, without those that open and close its transaction. A number
 * that rises wants a reason; one that rises with what is in the store is a fault.
 */
const house = await openTestHouse();
const statementsOf = countStatements(house.runtime.database);
const admin = house.as('admin');
const vendor = house.as('vendor');
let made = 0;
const product = (more: object = {}) => {
  made += 1;
  return { name: `Lantern ${made}`, sku: `N-${made}`, unit_price: 339, stock: 12, ...more };
};

const ids = { category: '', empty: '', product: '', variant: '' };
beforeAll(async () => {
  const category = await admin.categories.create({ body: { name: 'Lighting' } });
  const empty = await admin.categories.create({ body: { name: 'Empty' } });
  const category_ids = [category.id];
  for (let count = 1; count < limits.page_max; count += 1) {
    await vendor.products.create({ body: product({ category_ids }) });
  }
  const variants = [1, 2, 3].map((one) => ({ sku: `V-${one}`, unit_price: one, stock: 1 }));
  const last = await vendor.products.create({ body: { name: 'Last', variants, category_ids } });
  Object.assign(ids, { category: category.id, empty: empty.id, product: last.id, variant: last.variants[0]?.id });
  // Signed in, and with the revoked sessions known.
  await house.as(null).products.list();
});

async function expectCount(count: number, work: () => Promise<unknown>): Promise<void> {
  const statements = await statementsOf(work);
  expect(statements, statements.join('\n')).toHaveLength(count);
}

describe('reading', () => {
  const read: readonly (readonly [string, number, () => Promise<unknown>])[] = [
    ['GET /products', 4, () => vendor.products.list()],
    ['GET /products?count=true', 5, () => vendor.products.list({ query: { count: true } })],
    [
      'GET /products of a category',
      4,
      () => vendor.products.list({ query: { category: 'lighting', available: true } }),
    ],
    ['GET /products as an admin', 4, () => admin.products.list({ query: { sort: 'name', price_max: 500 } })],
    ['GET /products/{id}', 4, () => vendor.products.get({ params: { id: ids.product } })],
    ['GET /variants/{id}/product', 5, () => vendor.variants.getProduct({ params: { id: ids.variant } })],
    ['GET /categories', 2, () => vendor.categories.list()],
    ['GET /categories/{id}', 1, () => vendor.categories.get({ params: { id: ids.category } })],
    ['GET /reports/sales', 2, () => vendor.reports.sales()],
    ['GET /reports/orders-by-status', 2, () => admin.reports.ordersByStatus()],
    ['GET /reports/best-sellers', 3, () => vendor.reports.bestSellers()],
    ['GET /reports/stock', 3, () => vendor.reports.stock()],
    ['GET /reports/summary', 7, () => admin.reports.summary()],
  ];
  test.each(read)('%s takes %i statements', (_name, count, work) => expectCount(count, work));

  test('a page of one takes as many as a page of a hundred', async () => {
    for (const query of [{}, { category: 'lighting' }, { sort: 'unit_price' as const, available: true }]) {
      const counts: number[] = [];
      for (const limit of [1, limits.page_max]) {
        const work = async () =>
          expect((await vendor.products.list({ query: { ...query, limit } })).data).toHaveLength(limit);
        counts.push((await statementsOf(work)).length);
      }
      expect(counts).toEqual([4, 4]);
    }
  });
});

describe('writing', () => {
  const written: readonly (readonly [string, number, () => Promise<unknown>])[] = [
    ['POST /products', 11, () => vendor.products.create({ body: product() })],
    [
      'POST /products into categories',
      22,
      () => vendor.products.create({ body: product({ category_ids: [ids.category, ids.empty] }) }),
    ],
    ['PATCH /products/{id}', 11, () => vendor.products.update({ params: { id: ids.product }, body: { name: 'Next' } })],
    [
      'PATCH /products/{id} with categories',
      19,
      () => vendor.products.update({ params: { id: ids.product }, body: { category_ids: [ids.empty] } }),
    ],
    [
      'PATCH /variants/{id}',
      13,
      () => vendor.variants.update({ params: { id: ids.variant }, body: { unit_price: 9 } }),
    ],
    [
      'POST /products/{id}/variants',
      15,
      () => vendor.variants.create({ params: { id: ids.product }, body: { sku: 'V-4', unit_price: 1, stock: 1 } }),
    ],
    ['DELETE /variants/{id}', 9, () => vendor.variants.remove({ params: { id: ids.variant } })],
    ['DELETE /products/{id}', 9, () => vendor.products.remove({ params: { id: ids.product } })],
    ['POST /categories', 9, () => admin.categories.create({ body: { name: 'New', position: 0 } })],
    [
      'PATCH /categories/{id}, moving',
      8,
      () => admin.categories.update({ params: { id: ids.category }, body: { parent_id: ids.empty } }),
    ],
    [
      'DELETE /categories/{id} with products',
      11,
      () => admin.categories.remove({ params: { id: ids.category }, query: { products: 'move_to_parent' } }),
    ],
  ];
  test.each(written)('%s takes %i statements', (_name, count, work) => expectCount(count, work));
});
