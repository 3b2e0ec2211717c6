import { beforeAll, describe, expect, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';

const house = await openTestHouse();
let orderId = '';

beforeAll(async () => {
  // The test looks on as the owner; everybody else is held to the policies as ever.
  await ask(house.databaseUrl, 'ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
  for (const name of ['admin', 'vendor', 'otherVendor', 'customer', 'otherCustomer'] as const)
    await house.tokenOf(name);
  await house.as('vendor').products.create({ body: { name: 'Lantern', sku: 'L', unit_price: 100, stock: 10 } });
  const { id } = await house.as('customer').orders.place({
    body: { lines: [{ sku: 'L', quantity: 1 }], shipping_address: shippingAddress },
  });
  orderId = id;
  await house.as('admin').orders.updateStatus({ params: { id }, body: { status: 'processing' } });
  await awaitHorizon(house.databaseUrl);
});

async function readAll(query: Record<string, unknown> = {}) {
  const found = [];
  let cursor: string | undefined;
  do {
    const page = await house.as('admin').events.list({ query: { limit: 2, ...query, ...(cursor && { cursor }) } });
    found.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

test('an admin pages through the whole log of its store, in commit order', async () => {
  const all = await readAll();
  const rows = await ask<{ position: string }>(
    house.databaseUrl,
    `SELECT transaction_id || '-' || id AS position FROM events WHERE store_id = $1 ORDER BY transaction_id, id`,
    [house.storeId],
  );
  expect(all.map(({ position }) => position)).toEqual(rows.map(({ position }) => position));
  expect(all.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['product.created', 'order.placed', 'fulfillment.processing', 'order.processing']),
  );
});

test('the position of the last event is the cursor of what comes later', async () => {
  const last = (await readAll()).at(-1);
  expect(await readAll({ cursor: last?.position })).toEqual([]);
  await house.as('admin').store.update({ body: { name: 'Renamed' } });
  await awaitHorizon(house.databaseUrl);
  const { data } = await house.as('admin').events.list({ query: { cursor: last?.position ?? '' } });
  expect(data.map(({ type }) => type)).toEqual(['store.updated']);
});

test('a cursor past the end of the log, as another database gives it out, is told', async () => {
  const last = (await readAll()).at(-1)?.position ?? '';
  const [transaction = '0', id = '0'] = last.split('-');
  const ask = (cursor: string) =>
    house.request({ method: 'GET', url: `/api/v1/events?cursor=${cursor}`, as: 'customer' });
  for (const cursor of [`${transaction}-${Number(id) + 1}`, `${2n ** 64n - 1n}-1`]) {
    expect(await ask(cursor)).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor', errors: [{ pointer: 'cursor' }] },
    });
  }
  // The log's end is everybody's: what a stream says it has come to is a cursor, whoever caused it.
  expect(await ask(last)).toMatchObject({ status: 200, body: { data: [], next_cursor: null } });
});

test('types and subjects filter', async () => {
  const of = async (query: Record<string, unknown>) => (await readAll(query)).map(({ type }) => type);
  expect(await of({ type: 'order.placed,order.processing' })).toEqual(['order.placed', 'order.processing']);
  expect(await of({ subject_id: orderId })).toEqual(['order.placed', 'fulfillment.processing', 'order.processing']);
  expect(await of({ subject_type: 'product' })).toEqual(['product.created']);
  expect(await of({ subject_type: 'product', subject_id: orderId })).toEqual([]);
});

test('everybody sees what concerns them', async () => {
  const typesOf = async (name: 'customer' | 'otherCustomer' | 'vendor' | 'otherVendor' | 'strangeAdmin') => {
    const { data } = await house.as(name).events.list({ query: { type: 'order.placed,product.created' } });
    return data.map(({ type }) => type);
  };
  expect(await typesOf('customer')).toEqual(['order.placed']);
  expect(await typesOf('vendor')).toEqual(['product.created', 'order.placed']);
  expect(await typesOf('otherCustomer')).toEqual([]);
  expect(await typesOf('otherVendor')).toEqual([]);
  expect(await typesOf('strangeAdmin')).toEqual([]);
});

describe('in a long log', () => {
  const others_count = 25_000;

  beforeAll(async () => {
    // Ten thousands of the other vendor's between what a vendor sees.
    await ask(
      house.databaseUrl,
      `INSERT INTO events (store_id, type, subject_type, subject_id, vendor_ids, actor_role, occurred_at)
       SELECT $1, 'product.updated', 'product', $2, ARRAY[$2::uuid], 'house', now() FROM generate_series(1, $3::int)`,
      [house.storeId, house.people.otherVendor.id, others_count],
    );
    await house.as('vendor').products.create({ body: { name: 'Lamp', sku: 'LAMP', unit_price: 100, stock: 10 } });
    await awaitHorizon(house.databaseUrl);
  });

  async function walk(name: 'vendor' | 'admin', query: Record<string, unknown>) {
    const pages = [];
    for (let cursor: string | null | undefined; cursor !== null; cursor = pages.at(-1)?.next_cursor) {
      pages.push(await house.as(name).events.list({ query: { limit: 100, ...query, ...(cursor && { cursor }) } }));
    }
    return pages;
  }

  test.each(['vendor', 'admin'] as const)('a %s finds what is rare, page by page, some of them empty', async (name) => {
    const pages = await walk(name, { type: 'product.created' });
    const subjects = pages.map(({ data }) => data.map(({ type }) => type));
    expect(subjects).toEqual([['product.created'], [], ['product.created']]);
  });

  test('what is dense, or about one thing, comes at once', async () => {
    const [first] = await walk('admin', { subject_id: orderId });
    expect(first).toMatchObject({ data: { length: 3 }, next_cursor: null });
    const { data } = await house.as('otherVendor').events.list({ query: { limit: 100 } });
    expect(data).toHaveLength(100);
  });
});

test.each(['x', '1', '1-', '-1', '99999999999999999999-1', '1-9999999999999999999'])(
  'the cursor %s is told',
  async (cursor) => {
    const answer = await house.request({ method: 'GET', url: `/api/v1/events?cursor=${cursor}`, as: 'admin' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_cursor', errors: [{ pointer: 'cursor' }] } });
  },
);

test('a type that nobody knows is told', async () => {
  const answer = await house.request({ method: 'GET', url: '/api/v1/events?type=order.lost', as: 'admin' });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: 'type' }] } });
});

test.each([
  ['customer', 'events_of_customer'],
  ['admin', 'events_pkey'],
] as const)('what a %s reads after a position is found by an index that is in order', async (name, index) => {
  const { storeId, id } = house.people[name];
  const role = name === 'admin' ? 'house' : name;
  const plan = await house.runtime.database.pools.general.connect().then(async (client) => {
    try {
      await client.query(
        `BEGIN; SET LOCAL ROLE orderhouse_${role}; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off`,
      );
      await client.query(
        "SELECT set_config('orderhouse.store_id', $1, true), set_config('orderhouse.actor_id', $2, true)",
        [storeId, id],
      );
      const { rows } =
        await client.query(`EXPLAIN SELECT id FROM events e WHERE (e.transaction_id, e.id) > ('5'::xid8, 5)
        AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.transaction_id, e.id LIMIT 20`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
  expect(plan).toMatch(
    new RegExp(`Index (Only )?Scan using ${index}[^]*Index Cond: [^]*ROW\\(transaction_id, id\\) > ROW`),
  );
});
