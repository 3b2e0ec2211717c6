import type { BodyOf, categories } from '@orderhouse/contracts';
import { beforeEach, expect } from 'vitest';
import { runDoctor } from '../../server/src/system/index.ts';
import { openTestHouse } from './index.ts';

type Input = BodyOf<typeof categories.create>;

/** A house whose tree of categories is empty when a test begins, and as the doctor wants it. */
export async function openCategoryHouse() {
  const house = await openTestHouse();
  const admin = house.as('admin');
  const vendor = house.as('vendor');
  const visitor = house.as(null);
  const another = house.as('admin', (await house.openAnother()).app);
  let made = 0;

  const add = async (name: string, parent_id: string | null = null, more: Partial<Input> = {}) =>
    (await admin.categories.create({ body: { name, parent_id, ...more } })).id;
  const put = (category_ids: string[], more: object = {}, by = vendor) => {
    made += 1;
    return by.products.create({ body: { name: `P${made}`, sku: `P-${made}`, unit_price: 1, category_ids, ...more } });
  };
  const tree = async (by = visitor) => (await by.categories.list()).data;
  /** @returns each category as its path and how many products it has. */
  const counted = async (by = visitor) =>
    (await tree(by)).map(({ path, products_count }) => `${path} ${products_count}`);
  const paths = async () => (await tree()).map(({ path }) => path);

  beforeEach(async () => {
    for (const { id } of (await tree()).filter(({ depth }) => depth === 0)) {
      await admin.categories.remove({ params: { id }, query: { children: 'delete', products: 'unassign' } });
    }
    const { findings } = await runDoctor(house.runtime);
    expect(findings.flatMap(({ faults }) => faults)).toEqual([]);
  });

  return { house, admin, vendor, visitor, another, add, put, counted, paths };
}
