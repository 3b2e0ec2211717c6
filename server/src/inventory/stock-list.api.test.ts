import { limits } from '@orderhouse/contracts';
import { CompiledQuery, sql } from 'kysely';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { findBySku } from './stock-statements.ts';

const house = await openTestHouse();
const vendor = house.as('vendor');
const otherVendor = house.as('otherVendor');

async function sell(sku: string, stock: number, by = vendor): Promise<void> {
  await by.products.create({ body: { name: `The ${sku}`, sku, unit_price: 100, stock } });
}
for (const [sku, stock] of [
  ['Mug-7', 3],
  ['MUG-70', 200],
  ['MUG_7', 1],
  ['SMUG-7', 1],
] as const)
  await sell(sku, stock);
await sell('mug-71', 5, otherVendor);

async function skusBeginning(sku: string, more: { low?: boolean } = {}, by = vendor): Promise<string[]> {
  const found: string[] = [];
  for await (const row of by.stock.list.all({ query: { sku, limit: 1, ...more } })) found.push(row.sku);
  return found;
}

test('what is in stock can be found by what its SKU begins with, in small letters or capitals', async () => {
  expect(await skusBeginning('mug-7')).toEqual(['Mug-7', 'MUG-70']);
  expect(await skusBeginning('MUG-70')).toEqual(['MUG-70']);
  expect(await skusBeginning('MUG-7', { low: true })).toEqual(['Mug-7']);
  expect(await skusBeginning('mug-7', {}, otherVendor)).toEqual(['mug-71']);
  expect(await skusBeginning('mug-7', {}, house.as('admin'))).toEqual(['Mug-7', 'mug-71', 'MUG-70']);
  const { total } = await vendor.stock.list({ query: { sku: 'mug', count: true, limit: 1 } });
  expect(total).toBe(3);
});

test('signs that mean something elsewhere stand for themselves', async () => {
  for (const sku of ['mug%', 'mug_70', '%', 'm.*', '\\', "mug'"]) expect(await skusBeginning(sku)).toEqual([]);
  expect(await skusBeginning('mug_')).toEqual(['MUG_7']);
});

test('a SKU is found by an index, also by those whom a policy limits to their own', async () => {
  const caller = { storeId: house.storeId, actorId: house.people.vendor.id, role: 'vendor' } as const;
  const plan = await house.runtime.database.transact(caller, async (connection) => {
    await sql`SET LOCAL enable_seqscan = off`.execute(connection);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`EXPLAIN ${findBySku('MUG-7', 10)}`.execute(connection);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  expect(plan).toMatch(/Index.*variants_by_beginning[\s\S]*Index Cond: .*sku_key.*>=/);
});

test.each([
  ['all of it', {}],
  ['what is low', { low: true }],
  ['what is not low', { low: false }],
])('a vendor’s stock, %s, is walked in order along an index that has nobody else’s', async (_what, query) => {
  const sent = vi.spyOn(pg.Client.prototype, 'query');
  await vendor.stock.list({ query });
  const asked = sent.mock.calls.map(([first]) => first as unknown as { text?: string; values?: unknown[] });
  sent.mockRestore();
  const { text = '', values } = asked.find((one) => one.text?.includes('AS product_name')) ?? {};
  const caller = { storeId: house.storeId, actorId: house.people.vendor.id, role: 'vendor' } as const;
  const plan = await house.runtime.database.transact(caller, async (connection) => {
    await sql`SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off`.execute(
      connection,
    );
    const { rows } = await connection.executeQuery<{ 'QUERY PLAN': string }>(
      CompiledQuery.raw(`EXPLAIN ${text}`, values),
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('variants_by_vendor');
  expect(plan).not.toMatch(/variants_(?:by_stock|low_by_own|by_own_threshold)\b/);
});

test('many that begin alike come in the order of the list, page by page, each once', async () => {
  const skus = Array.from({ length: 2_100 }, (_, number) => `HEAP-${number}`);
  for (let from = 0; from < skus.length; from += limits.variants_max) {
    const variants = skus
      .slice(from, from + limits.variants_max)
      .map((sku, at) => ({ sku, unit_price: 1, stock: at % 3 }));
    await vendor.products.create({ body: { name: 'Heap', variants } });
  }
  const found: string[] = [];
  const stocks: number[] = [];
  for await (const row of vendor.stock.list.all({ query: { sku: 'heap-', limit: 100 } })) {
    found.push(row.sku);
    stocks.push(row.stock);
  }
  expect(found.toSorted()).toEqual(skus.toSorted());
  expect(stocks).toEqual(stocks.toSorted((one, other) => one - other));
});
