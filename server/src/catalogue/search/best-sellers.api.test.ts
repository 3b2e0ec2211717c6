import { beforeAll, expect, test } from 'vitest';
import { ask, openTestHouse } from '../../../../tests/support/index.ts';
import type { PersonName } from '../../../../tests/support/people.ts';
import { countSearchWords, indexAllStores } from './index-products.ts';

/** More than are counted, so that the best sellers are gone through. */
const drafts_count = 5_050;
const open_count = 30;

const house = await openTestHouse();
const { runtime, storeId, databaseUrl } = house;

async function addGadgets(status: 'draft' | 'active', count: number, units_sold: number): Promise<void> {
  await ask(
    databaseUrl,
    `INSERT INTO products (store_id, id, vendor_id, name, status, unit_price_from, units_sold)
     SELECT $1::uuid, gen_random_uuid(), $2::uuid, 'Gadget ' || $3 || ' ' || g, $3, 100, $5 FROM generate_series(1, $4::int) g`,
    [storeId, house.people.vendor.id, status, count, units_sold],
  );
}

const find = (query: { q?: string; status?: string; limit?: number; cursor?: string }, by: PersonName | null) =>
  house.as(by).products.search({ query });

beforeAll(async () => {
  await ask(databaseUrl, 'ALTER TABLE products NO FORCE ROW LEVEL SECURITY');
  await addGadgets('draft', drafts_count, 0);
  await addGadgets('active', open_count, 7);
  await house
    .as('vendor')
    .products.create({ body: { name: 'The very thing', sku: 'GADGET', unit_price: 100, stock: 1 } });
  await indexAllStores(runtime, () => false);
  await countSearchWords(runtime, storeId);
});

test.each(['admin', 'vendor'] as const)('%s finds what it asks for among too many: no other status', async (who) => {
  const { data, total_is_exact } = await find({ q: 'gadget', status: 'draft,archived' }, who);
  expect(total_is_exact).toBe(false);
  expect(data).toHaveLength(20);
  expect(new Set(data.map(({ status }) => status))).toEqual(new Set(['draft']));
});

test('others find none of it, however many there are', async () => {
  for (const who of ['otherVendor', 'customer', null] as const) {
    expect(await find({ q: 'gadget', status: 'draft,archived' }, who)).toMatchObject({ data: [], total: 0 });
    expect(await find({ status: 'draft' }, who)).toMatchObject({ data: [], next_cursor: null });
  }
});

test('pages of one go through all that is there: the very SKU, then what sells best, then what does not', async () => {
  const names: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < open_count + 3; pages += 1) {
    const page = await find({ q: 'gadget', limit: 1, cursor }, 'admin');
    names.push(...page.data.map(({ name }) => name));
    cursor = page.next_cursor ?? undefined;
  }
  expect(names[0]).toBe('The very thing');
  expect(new Set(names.slice(1, open_count + 1)).size).toBe(open_count);
  expect(names.slice(1, open_count + 1).every((name) => name.startsWith('Gadget active'))).toBe(true);
  expect(names.slice(open_count + 1).every((name) => name.startsWith('Gadget draft'))).toBe(true);
});
