import pg from 'pg';
import { beforeAll, describe, expect, test, vi } from 'vitest';
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

/** @returns how the database would find what a role asks for. */
async function planAs(
  { storeId, id }: { storeId: string; id: string },
  role: 'house' | 'customer',
  explain: { text: string; values?: unknown[] | undefined },
  settings = 'SELECT',
): Promise<string> {
  const client = await house.runtime.database.pools.general.connect();
  try {
    await client.query(`BEGIN; SET LOCAL ROLE orderhouse_${role}; ${settings}`);
    await client.query(
      "SELECT set_config('orderhouse.store_id', $1, true), set_config('orderhouse.actor_id', $2, true)",
      [storeId, id],
    );
    const { rows } = await client.query(explain.text, explain.values);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

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

test('who did it, and when, filter', async () => {
  const { id } = house.people.customer;
  const all = await readAll();
  expect(new Set((await readAll({ actor_id: id })).map(({ actor_id }) => actor_id))).toEqual(new Set([id]));
  expect(await readAll({ actor_id: id })).toEqual(all.filter(({ actor_id }) => actor_id === id));
  expect(await readAll({ actor_id: house.people.strangeAdmin.id })).toEqual([]);
  const [middle = ''] = all.map(({ occurred_at }) => occurred_at).filter((at) => at > (all[0]?.occurred_at ?? ''));
  const before = all.filter(({ occurred_at }) => occurred_at < middle);
  expect(before.length).toBeGreaterThan(0);
  expect(await readAll({ occurred_to: middle })).toEqual(before);
  expect(await readAll({ occurred_from: middle })).toEqual(all.filter(({ occurred_at }) => occurred_at >= middle));
  expect(await readAll({ occurred_from: middle, occurred_to: middle })).toEqual([]);
});

test('newest first it is the same log from its end, whatever filters it', async () => {
  for (const filter of [{}, { subject_id: orderId }, { type: 'user.signed_in' }, { actor_id: house.people.admin.id }]) {
    const forwards = await readAll(filter);
    expect(forwards.length).toBeGreaterThan(1);
    expect(await readAll({ ...filter, sort: '-position' })).toEqual(forwards.toReversed());
  }
  const customers = async (sort: 'position' | '-position') => {
    const { data } = await house.as('customer').events.list({ query: { sort } });
    return data.map(({ position }) => position);
  };
  expect(await customers('-position')).toEqual((await customers('position')).toReversed());
  expect(await customers('position')).not.toEqual([]);
});

test('what happens while somebody reads newest first is on none of the later pages', async () => {
  const admin = house.as('admin');
  const first = await admin.events.list({ query: { limit: 3, sort: '-position' } });
  await admin.store.update({ body: { name: 'Renamed meanwhile' } });
  await awaitHorizon(house.databaseUrl);
  const rest = await readAll({ sort: '-position', cursor: first.next_cursor });
  const [newest, ...others] = await readAll({ sort: '-position' });
  expect(newest).toMatchObject({ type: 'store.updated', data: { after: { name: 'Renamed meanwhile' } } });
  expect([...first.data, ...rest]).toEqual(others);
});

test('what has not been seen by everybody yet is not told newest first either', async () => {
  const admin = house.as('admin');
  const client = new pg.Client({ connectionString: house.databaseUrl, application_name: 'orderhouse-test' });
  await client.connect();
  try {
    await client.query('BEGIN; SELECT pg_current_xact_id()');
    const { updated_at } = await admin.store.update({ body: { name: 'Not yet' } });
    const { data } = await admin.events.list({ query: { sort: '-position', occurred_from: updated_at } });
    expect(data).toEqual([]);
    await client.query('COMMIT');
    await awaitHorizon(house.databaseUrl);
    const later = await admin.events.list({ query: { sort: '-position', occurred_from: updated_at } });
    expect(later.data).toMatchObject([{ type: 'store.updated', data: { after: { name: 'Not yet' } } }]);
  } finally {
    await client.end();
  }
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

  test('newest first it is as bounded, and as complete', async () => {
    const pages = await walk('vendor', { type: 'product.created', sort: '-position' });
    expect(pages.map(({ data }) => data.length)).toEqual([1, 0, 1]);
    const found = pages.flatMap(({ data }) => data).map(({ data }) => data.name);
    expect(found).toEqual(['Lamp', 'Lantern']);
  });

  test('what somebody did, and when, is looked for in a slice, never in the whole log', async () => {
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const { id } = house.people.admin;
    for (const filter of [{ actor_id: id }, { occurred_to: '2020-01-01T00:00:00Z' }]) {
      await house.as('admin').events.list({ query: { ...filter, sort: '-position' } });
    }
    const asked = query.mock.calls.map(([sent]) => sent as unknown as { text?: string; values?: unknown[] });
    query.mockRestore();
    const pages = asked.filter(({ text = '' }) => /e\.actor_id = |e\.occurred_at < /.test(text));
    expect(pages).toHaveLength(2);
    for (const { text, values } of pages) {
      const plan = await planAs(house.people.admin, 'house', { text: `EXPLAIN ${text}`, values });
      expect(plan).toMatch(/Limit[\s\S]*Subquery Scan[\s\S]*Limit[\s\S]*Index Scan Backward using events_/);
      expect(plan).not.toMatch(/Seq Scan|Sort/);
    }
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
  ['customer', 'events_of_customer', '>'],
  ['admin', 'events_pkey', '>'],
  ['customer', 'events_of_customer', '<'],
  ['admin', 'events_pkey', '<'],
] as const)('what a %s reads by %s is in order from a position (%s)', async (name, index, beyond) => {
  const direction = beyond === '<' ? 'DESC' : '';
  const role = name === 'admin' ? 'house' : name;
  const text = `EXPLAIN SELECT id FROM events e WHERE (e.transaction_id, e.id) ${beyond} ('5'::xid8, 5)
    AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.transaction_id ${direction}, e.id ${direction} LIMIT 20`;
  const plan = await planAs(
    house.people[name],
    role,
    { text },
    'SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off',
  );
  expect(plan).toMatch(
    new RegExp(
      `Index (Only )?Scan (Backward )?using ${index}[^]*Index Cond: [^]*ROW\\(transaction_id, id\\) ${beyond} ROW`,
    ),
  );
});
