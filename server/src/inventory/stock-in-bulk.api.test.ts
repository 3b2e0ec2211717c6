import type { BodyOf, stock } from '@orderhouse/contracts';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { readLog } from '../../../tests/support/read-log.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { adjustStockInBulk } from './adjust-stock-in-bulk.ts';

const house = await openTestHouse();
const admin = house.as('admin');
const vendor = house.as('vendor');
const otherVendor = house.as('otherVendor');
const customer = house.as('customer');
let made = 0;

type Adjustments = BodyOf<typeof stock.adjust>['adjustments'];

async function sell(units: number, by = vendor, more: object = {}) {
  made += 1;
  const product = await by.products.create({
    body: { name: `Bulk ${made}`, sku: `BULK-${made}`, unit_price: 100, stock: units, ...more },
  });
  const { id, sku } = product.variants[0] ?? expect.fail('a variant');
  return { id, sku, product_id: product.id };
}
const adjust = (adjustments: Adjustments, more: { atomic?: boolean } = {}, by = vendor) =>
  by.stock.adjust({ body: { adjustments, ...more } });
const stockOf = async (id: string) => (await vendor.variants.listAdjustments({ params: { id } })).data[0]?.stock;

describe('adjustments in bulk', () => {
  test('have a result each, in the order sent; one that fails fails alone', async () => {
    const [a, b, c, theirs] = [await sell(5), await sell(5), await sell(5), await sell(5, otherVendor)];
    const answer = await adjust([
      { variant_id: c.id, delta: 3, reason: 'received' },
      { sku: 'no-such-sku', delta: 1, reason: 'received' },
      { sku: a.sku.toLowerCase(), delta: -6, reason: 'damaged' },
      { sku: theirs.sku, delta: 1, reason: 'received' },
      { variant_id: b.id, stock: 9, expected_stock: 4, reason: 'counted' },
      { variant_id: a.id, stock: 2, expected_stock: 5, reason: 'counted', note: 'shelf 3' },
    ]);
    expect(answer).toMatchObject({ adjusted: 2, refused: 4 });
    expect(answer.results).toMatchObject([
      { adjustment: { variant_id: c.id, delta: 3, stock: 8, actor_id: house.people.vendor.id } },
      { problem: { pointer: '/adjustments/1', code: 'not_found' } },
      { problem: { pointer: '/adjustments/2/delta', code: 'insufficient_stock', stock: 5 } },
      { problem: { pointer: '/adjustments/3', code: 'not_found' } },
      { problem: { pointer: '/adjustments/4/expected_stock', code: 'stock_changed', stock: 5 } },
      { adjustment: { variant_id: a.id, delta: -3, stock: 2, note: 'shelf 3', reason: 'counted' } },
    ]);
    expect(await stockOf(a.id)).toBe(2);
    expect(await stockOf(b.id)).toBe(5);
  });

  test('of one variant are made in the order sent', async () => {
    const { id, sku } = await sell(5);
    const answer = await adjust([
      { variant_id: id, delta: -5, reason: 'lost' },
      { sku, delta: -1, reason: 'lost' },
      { sku, stock: 7, expected_stock: 0, reason: 'counted' },
    ]);
    expect(answer.results.map(({ adjustment, problem }) => adjustment?.stock ?? problem?.code)).toEqual([
      0,
      'insufficient_stock',
      7,
    ]);
    expect((await readLog(house, id)).map(({ type }) => type)).toEqual([
      'stock.adjusted',
      'variant.sold_out',
      'stock.adjusted',
      'variant.restocked',
    ]);
  });

  test('of which none can be made are refused as a whole, with what is there', async () => {
    const { id } = await sell(5);
    const count = { variant_id: id, stock: 9, expected_stock: 4, reason: 'counted' } as const;
    const refusal = { errors: [{ pointer: '/adjustments/0/expected_stock', code: 'stock_changed', stock: 5 }] };
    await expect(adjust([count])).rejects.toMatchObject({ status: 409, code: 'stock_changed', ...refusal });
    await expect(adjust([{ sku: 'nowhere', delta: 1, reason: 'received' }, count])).rejects.toMatchObject({
      status: 404,
      errors: [{ code: 'not_found' }, { code: 'stock_changed' }],
    });
    await expect(adjust([{ variant_id: id, delta: 1_000_000_000, reason: 'received' }])).rejects.toMatchObject({
      status: 422,
      errors: [{ code: 'stock_too_large' }],
    });
  });

  test('with `atomic` are made all or none', async () => {
    const [a, b] = [await sell(5), await sell(0)];
    const both: Adjustments = [
      { variant_id: a.id, delta: 1, reason: 'received' },
      { variant_id: b.id, delta: -1, reason: 'lost' },
    ];
    await expect(adjust(both, { atomic: true })).rejects.toMatchObject({ status: 409, code: 'insufficient_stock' });
    expect(await stockOf(a.id)).toBe(5);
    expect(await adjust(both)).toMatchObject({ adjusted: 1, refused: 1 });
  });

  test('that say too little or too much are refused before anything is made', async () => {
    const { id, sku } = await sell(5);
    const adjustments: Adjustments = [
      { variant_id: id, delta: 1, reason: 'received' },
      { variant_id: id, sku, delta: 1, reason: 'received' },
      { delta: 1, reason: 'received' },
      { sku, stock: 4, reason: 'counted' },
    ];
    await expect(adjust(adjustments)).rejects.toMatchObject({
      status: 422,
      errors: ['/adjustments/1', '/adjustments/2', '/adjustments/3/expected_stock'].map((pointer) => ({ pointer })),
    });
    expect(await stockOf(id)).toBe(5);
  });

  test('are made once for one idempotency key', async () => {
    const { id } = await sell(5);
    const body = { adjustments: [{ variant_id: id, delta: 2, reason: 'received' as const }] };
    const first = await vendor.stock.adjust({ body, idempotencyKey: 'bulk-1' });
    expect(await vendor.stock.adjust({ body, idempotencyKey: 'bulk-1' })).toEqual(first);
    expect(await stockOf(id)).toBe(7);
  });

  test('by customers are forbidden; an admin adjusts anybody’s', async () => {
    const { id } = await sell(5, otherVendor);
    const one: Adjustments = [{ variant_id: id, delta: 1, reason: 'received' }];
    await expect(adjust(one, {}, customer)).rejects.toMatchObject({ status: 403 });
    await expect(adjust(one, {}, house.as('strangeAdmin'))).rejects.toMatchObject({ status: 404 });
    expect((await adjust(one, {}, admin)).results[0]?.adjustment?.stock).toBe(6);
  });
});

test('a single count takes what is believed, and is refused with what is there', async () => {
  const { id } = await sell(5);
  const count = (counted: number, expected_stock: number) =>
    vendor.variants.adjustStock({ params: { id }, body: { stock: counted, expected_stock, reason: 'counted' } });
  expect(await count(4, 5)).toMatchObject({ delta: -1, stock: 4 });
  await expect(count(4, 5)).rejects.toMatchObject({ status: 409, code: 'stock_changed', errors: [{ stock: 4 }] });
  expect(await count(4, 4)).toMatchObject({ delta: 0, stock: 4 });
});

test('1,000 at a time while 300 buyers order: nothing is oversold, and every unit is accounted for', async () => {
  const variants = Array.from({ length: 100 }, (_, index) => ({ sku: `CROWD-${index}`, unit_price: 1, stock: 3 }));
  const product = await vendor.products.create({ body: { name: 'Crowded', variants } });
  const ids = product.variants.map(({ id }) => id);
  const pick = (index: number) => ids[(index * 37) % ids.length] ?? '';
  const batch = (sign: 1 | -1): Adjustments =>
    Array.from({ length: 1_000 }, (_, index) => ({
      variant_id: pick(sign * index + 1_000),
      delta: sign * ((index % 3) + 1),
      reason: 'correction' as const,
    }));
  const buy = (index: number) =>
    customer.orders
      .place({
        body: {
          lines: [0, 1, 2].map((step) => ({ variant_id: pick(index + step * 11), quantity: (index % 2) + 1 })),
          shipping_address: shippingAddress,
        },
      })
      .then(() => 'placed')
      .catch(({ code }) => code);
  const adjusting = (async () => {
    for (const sign of [-1, 1, -1, 1, -1] as const)
      await adjust(batch(sign)).catch(({ code }) => expect(code).toBe('insufficient_stock'));
  })();
  const outcomes = await Promise.all(Array.from({ length: 300 }, (_, index) => buy(index)));
  await adjusting;
  expect([...new Set(outcomes)].sort()).toEqual(['insufficient_stock', 'placed']);
  const { rows } = await house.runtime.database.inspect((connection) =>
    sql<{ id: string }>`
      SELECT v.id FROM variants v
       WHERE v.product_id = ${product.id} AND v.stock IS DISTINCT FROM
             (SELECT sum(a.delta) FROM stock_adjustments a WHERE a.store_id = v.store_id AND a.variant_id = v.id)
             - coalesce((SELECT sum(l.quantity) FROM order_lines l WHERE l.store_id = v.store_id AND l.variant_id = v.id), 0)`.execute(
      connection,
    ),
  );
  expect(rows).toEqual([]);
}, 60_000);

test('1,000 adjustments of 1,000 variants take few statements and little time', async () => {
  const skus = Array.from({ length: 10 }, (_, group) =>
    Array.from({ length: 100 }, (_, index) => ({ sku: `MANY-${group}-${index}`, unit_price: 1, stock: 6 })),
  );
  for (const variants of skus) await vendor.products.create({ body: { name: 'Many', variants } });
  const all = (delta: number): Adjustments =>
    skus.flat().map(({ sku }) => ({ sku, delta, reason: 'correction' as const }));
  const caller = { storeId: house.storeId, actorId: house.people.vendor.id, role: 'vendor', sessionId: null } as const;
  const times: number[] = [];
  for (const delta of [-1, 1, -1, 1, -1]) {
    const from = performance.now();
    const { body } = await adjustStockInBulk(house.runtime, caller, { adjustments: all(delta) });
    times.push(performance.now() - from);
    expect(body.adjusted).toBe(1_000);
  }
  // Beside others on the machine; alone it takes a tenth of this.
  expect(Math.min(...times)).toBeLessThan(1_000);
}, 60_000);

describe('the list of what is in stock', () => {
  const listed = async (query: object, by = vendor) => {
    const rows = [];
    for await (const row of by.stock.list.all({ query: { limit: 40, ...query } })) rows.push(row);
    return rows;
  };

  test('has what is low, the scarcest first: by the store’s threshold, or by its own', async () => {
    const { low_stock_threshold: threshold } = await admin.store.get();
    const isMine = new Set<string>();
    const put = async (units: number, own?: number | null) => {
      const one = await sell(units, otherVendor, own === undefined ? {} : { low_stock_threshold: own });
      isMine.add(one.id);
      return one;
    };
    const out = await put(0);
    const few = await put(threshold, null);
    const many = await put(threshold + 1);
    const careful = await put(400, 500);
    const careless = await put(2, 1);
    const ids = async (query: object, by = otherVendor) =>
      (await listed(query, by)).flatMap(({ id }) => (isMine.has(id) ? [id] : []));
    const low = [out.id, few.id, careful.id];
    expect(await ids({ low: true })).toEqual(low);
    expect(await ids({ low: true }, admin)).toEqual(low);
    expect(await ids({ low: true, vendor_id: house.people.otherVendor.id }, admin)).toEqual(low);
    expect(await ids({ low: true }, vendor)).toEqual([]);
    expect(await ids({ low: false })).toEqual([careless.id, many.id]);
    expect(await ids({ low: false, limit: 1 })).toEqual([careless.id, many.id]);
    expect(await ids({ low: true, limit: 1 })).toEqual(low);
    expect(await ids({})).toHaveLength(5);
    const page = await otherVendor.stock.list({ query: { low: true, count: true, limit: 100 } });
    expect(page.total).toBe(page.data.length);
    expect(page.data.find(({ id }) => id === careful.id)).toMatchObject({
      sku: careful.sku,
      product_id: careful.product_id,
      stock: 400,
      low_stock_threshold: 500,
      is_low: true,
    });
  });

  test('is read by an index, below the store’s threshold and above it', async () => {
    const { storeId } = house;
    const plan = await house.runtime.database.transact(
      { storeId, actorId: null, role: 'house' },
      async (connection) => {
        await sql`SET LOCAL enable_seqscan = off`.execute(connection);
        const explained = (condition: ReturnType<typeof sql>) =>
          sql<{ 'QUERY PLAN': string }>`
          EXPLAIN SELECT v.id FROM variants v
           WHERE v.store_id = (SELECT current_store_id()) AND v.deleted_at IS NULL AND ${condition}
           ORDER BY v.stock_magnitude, v.id LIMIT 21`.execute(connection);
        const plans = [
          await explained(sql`v.stock_magnitude <= 3`),
          await explained(sql`v.stock_magnitude > 3 AND v.is_low_by_own`),
        ];
        return plans.map(({ rows }) => rows.map((row) => row['QUERY PLAN']).join('\n'));
      },
    );
    expect(plan[0]).toMatch(/Index.*variants_by_stock/);
    expect(plan[1]).toMatch(/Index.*variants_low_by_own/);
  });
});

test('the threshold of a variant is its own: it is told of when an order crosses it, with that threshold', async () => {
  const { id, sku } = await sell(50, vendor, { low_stock_threshold: 49 });
  const place = (quantity: number) =>
    customer.orders.place({ body: { lines: [{ sku, quantity }], shipping_address: shippingAddress } });
  const told = async () =>
    (await readLog(house, id)).flatMap(({ type, data }) => (type === 'variant.stock_low' ? [data] : []));
  await place(1);
  expect(await told()).toEqual([{ stock: 49, threshold: 49 }]);
  await vendor.variants.update({ params: { id }, body: { low_stock_threshold: 40 } });
  await place(8);
  expect(await told()).toHaveLength(1);
  await place(1);
  expect(await told()).toContainEqual({ stock: 40, threshold: 40 });
  const reset = await vendor.variants.update({ params: { id }, body: { low_stock_threshold: null } });
  expect(reset.variants[0]?.low_stock_threshold).toBeNull();
  await place(5);
  expect(await told()).toHaveLength(2);
  // Raised above the 35 that are there: no fall.
  await vendor.variants.update({ params: { id }, body: { low_stock_threshold: 100 } });
  expect(await told()).toHaveLength(2);
  const low: number[] = [];
  for await (const row of vendor.stock.list.all({ query: { low: true } })) if (row.id === id) low.push(row.stock);
  expect(low).toEqual([35]);
});
