import { randomUUID } from 'node:crypto';
import { type OrderStatus, orderStatuses, statusOf } from '@orderhouse/contracts';
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { awaitHorizon } from '../../../../tests/support/await-horizon.ts';
import { openTestHouse } from '../../../../tests/support/index.ts';
import { indexAllStores } from '../../catalogue/index.ts';
import { countAllStores } from '../../reports/index.ts';
import { describeReport, runDoctor } from '../index.ts';
import { statusOfParts } from './order-invariants.ts';
import { invariants } from './run-doctor.ts';

const house = await openTestHouse();
const address = { name: 'Ada', line1: '1 Mill Lane', city: 'Leeds', postal_code: 'LS1 1AA', country: 'GB' };

async function post(url: string, body: unknown, as: 'admin' | 'vendor' | 'otherVendor' | 'customer') {
  const headers = { 'idempotency-key': randomUUID() };
  const answer = await house.request({ method: 'POST', url: `/api/v1${url}`, body, as, headers });
  expect(answer.status).toBe(201);
  return answer.body;
}

let order = { id: '' };
beforeAll(async () => {
  const kitchen = await post('/categories', { name: 'Kitchen' }, 'admin');
  const cups = await post('/categories', { name: 'Cups', parent_id: kitchen.id }, 'admin');
  const shelf = { category_ids: [cups.id] };
  const mug = await post('/products', { name: 'Mug', sku: 'MUG', unit_price: 250, stock: 20, ...shelf }, 'vendor');
  await post('/products', { name: 'Jug', sku: 'JUG', unit_price: 500, stock: 5 }, 'otherVendor');
  await post(`/variants/${mug.variants[0].id}/stock-adjustments`, { delta: -1, reason: 'damaged' }, 'vendor');
  const lines = [
    { sku: 'MUG', quantity: 3 },
    { sku: 'JUG', quantity: 1 },
  ];
  order = await post('/orders', { lines, shipping_address: address, payment: { provider: 'simulated' } }, 'customer');
  await post(`/orders/${order.id}/payments`, { outcome: 'approve' }, 'customer');
  const url = `/api/v1/orders/${order.id}/status`;
  await house.request({ method: 'PATCH', url, body: { status: 'processing' }, as: 'vendor' });
  const declined = await post(
    '/orders',
    { lines, shipping_address: address, payment: { provider: 'simulated' } },
    'customer',
  );
  await post(`/orders/${declined.id}/payments`, { outcome: 'decline' }, 'customer');
  const unpaid = await post('/orders', { lines, shipping_address: address }, 'customer');
  for (const status of ['processing', 'shipped']) {
    const moved = { method: 'PATCH', url: `/api/v1/orders/${unpaid.id}/status`, body: { status } } as const;
    expect((await house.request({ ...moved, as: 'admin' })).status).toBe(200);
  }
  await post(`/orders/${unpaid.id}/payments`, { outcome: 'decline' }, 'admin');
  const regretted = await post('/orders', { lines, shipping_address: address }, 'customer');
  await post(`/orders/${regretted.id}/payments`, { outcome: 'approve' }, 'admin');
  const cancel = { method: 'POST', url: `/api/v1/orders/${regretted.id}/cancel`, body: {}, as: 'admin' } as const;
  expect((await house.request(cancel)).status).toBe(200);
  await awaitHorizon(house.databaseUrl);
  await countAllStores(house.runtime, () => false);
  await indexAllStores(house.runtime, () => false);
});

const guarded = [
  'variants',
  'orders',
  'order_lines',
  'fulfillments',
  'payments',
  'events',
  'order_counters',
  'products',
  'categories',
  'product_categories',
  'idempotency_keys',
  'product_search',
  'orders_by_day',
  'vendor_orders_by_day',
  'product_sales_by_month',
  'orders_by_status',
  'fulfillments_by_status',
  'imports',
  'import_pictures',
];

/** Breaks something behind the back of everything that guards it, as the tables' owner may. */
async function breakBy(...statements: string[]): Promise<void> {
  const owner = new pg.Client({ connectionString: house.databaseUrl, application_name: 'orderhouse-test' });
  await owner.connect();
  try {
    await owner.query('BEGIN');
    for (const table of guarded) await owner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    for (const statement of statements) await owner.query(statement);
    for (const table of guarded) await owner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await owner.query('COMMIT');
  } finally {
    await owner.end();
  }
}

async function faultsOf(name: string): Promise<Record<string, unknown>[] | undefined> {
  const { findings } = await runDoctor(house.runtime);
  return findings.find((one) => one.name === name)?.faults;
}

it('finds nothing wrong with a house that was only used through its doors', async () => {
  const report = await runDoctor(house.runtime);
  expect(report.findings.filter(({ faults }) => faults.length > 0)).toEqual([]);
  expect(report.ok).toBe(true);
  expect(describeReport(report)).toMatch(/ok {5}order events: 4 orders\n[\s\S]*All \d+ invariants hold\.$/);
});

// Each leaves its damage behind; what counts is that something more is reported.
const anImport = `
  INSERT INTO imports (store_id, id, kind, format, status, dry_run, file_name, file_key, file_bytes, actor_role, created_at)
  SELECT store_id, id, 'products', 'csv', 'finished', false, 'a.csv', 'a', 1, 'house', now() FROM products WHERE name = 'Jug'`;
const damages: [string, string, ...string[]][] = [
  ['figures of pictures', 'one that was never there', anImport, 'UPDATE imports SET pictures_fetched = 1'],
  [
    'pictures to fetch',
    'one that nobody fetches',
    `INSERT INTO import_pictures (store_id, id, import_id, product_id, vendor_id, place, url, line_number, status, next_attempt_at)
     SELECT p.store_id, p.id, i.id, p.id, p.vendor_id, 0, 'https://example.com/', 1, 'waiting', now() - interval '4 days'
       FROM products p JOIN imports i ON i.id = p.id`,
  ],
  ['search', 'a result that is out of date', 'UPDATE product_search SET unit_price_from = unit_price_from + 1'],
  ['sales by day', 'a penny too many', 'UPDATE orders_by_day SET revenue = revenue + 1'],
  ['sales of vendors', 'an order too few', 'UPDATE vendor_orders_by_day SET orders = orders - 1'],
  ['sales of products', 'a penny too few', 'UPDATE product_sales_by_month SET revenue = revenue - 1'],
  [
    'orders by status',
    'one that is in no state',
    `UPDATE orders_by_status SET orders = orders + 1 WHERE status = 'shipped'`,
  ],
  ['orders by status', 'a part of nobody', 'DELETE FROM fulfillments_by_status'],
  ['units sold', 'a unit too many', 'UPDATE products SET units_sold = units_sold + 1'],
  ['stock', 'a lost unit', `UPDATE variants SET stock = stock - 1 WHERE sku = 'MUG'`],
  [
    'stock',
    'less than nothing',
    'ALTER TABLE variants DROP CONSTRAINT variants_stock_check',
    `UPDATE variants SET stock = -1 WHERE sku = 'JUG'`,
  ],
  ['products in categories', 'a stale copy', `UPDATE product_categories SET name = 'Cup'`],
  [
    'availability of a product',
    'one that is in stock and says that it is not',
    `UPDATE products SET is_available = false WHERE name = 'Mug'`,
  ],
  [
    'owner of a variant',
    'another than its product has',
    `UPDATE variants SET vendor_id = (SELECT vendor_id FROM products WHERE name = 'Jug') WHERE sku = 'MUG'`,
  ],
  [
    'tree of categories',
    'a circle',
    `UPDATE categories SET parent_id = (SELECT id FROM categories WHERE slug = 'cups') WHERE slug = 'kitchen'`,
  ],
  [
    'tree of categories',
    'a child of what is gone',
    `UPDATE categories SET parent_id = NULL, deleted_at = now() WHERE slug = 'kitchen'`,
  ],
  ['order of categories', 'a gap', `UPDATE categories SET position = 3 WHERE slug = 'cups'`],
  ['counts of categories', 'a product too many', `UPDATE categories SET products_open = 7 WHERE slug = 'cups'`],
  ['category events', 'an event lost', `DELETE FROM events WHERE type = 'category.created'`],
  ['stock events', 'an event lost', `DELETE FROM events WHERE type = 'stock.adjusted'`],
  [
    'product events',
    'an event lost',
    `DELETE FROM events WHERE id = (SELECT min(id) FROM events WHERE type = 'product.created')`,
  ],
  ['product events', 'a deletion without its event', `UPDATE products SET deleted_at = now() WHERE name = 'Jug'`],
  ['price of a product', 'a stale price', `UPDATE products SET unit_price_from = 1 WHERE name = 'Mug'`],
  ['order total', 'a wrong total', `UPDATE orders SET total = total + 1 WHERE number = 1001`],
  ['currency of an order', 'another currency', `UPDATE orders SET currency = 'EUR' WHERE number = 1001`],
  [
    'line total',
    'a wrong line',
    'ALTER TABLE order_lines DROP CONSTRAINT order_lines_check',
    'UPDATE order_lines SET line_total = line_total + 1 WHERE line_no = 1',
  ],
  ['order status', 'a status of its own', `UPDATE orders SET status = 'delivered' WHERE number = 1001`],
  ['order events', 'a state without its event', `UPDATE orders SET status = 'shipped' WHERE number = 1002`],
  [
    'order events',
    'an event twice',
    `INSERT INTO events (store_id, type, subject_type, subject_id, actor_role, occurred_at)
     SELECT store_id, 'order.processing', 'order', id, 'house', now() FROM orders WHERE number = 1001`,
  ],
  [
    'fulfillment events',
    'a state without its event',
    `UPDATE fulfillments SET status = 'shipped' WHERE status = 'processing'`,
  ],
  ['payments', 'money that nobody paid', `UPDATE orders SET payment_status = 'paid' WHERE number = 1002`],
  [
    'payments',
    'a refused payment that cancelled nothing',
    `UPDATE fulfillments SET status = 'pending' WHERE order_id = (SELECT id FROM orders WHERE number = 1003)`,
  ],
  ['refunds due', 'an event lost', `DELETE FROM events WHERE type = 'payment.refund_due'`],
  ['payment events', 'an event lost', `DELETE FROM events WHERE type = 'payment.succeeded'`],
  [
    'fulfillments',
    'a vendor without a part',
    `DELETE FROM fulfillments WHERE ctid = (SELECT min(ctid) FROM fulfillments)`,
  ],
  ['lines of an order', 'a gap', 'UPDATE order_lines SET line_no = 7 WHERE line_no = 2'],
  [
    'references of orders',
    'a line of nothing',
    `UPDATE order_lines SET variant_id = gen_random_uuid() WHERE line_no = 1`,
  ],
  [
    'subjects of events',
    'an order that is gone',
    `INSERT INTO events (store_id, type, subject_type, subject_id, actor_role, occurred_at)
     SELECT id, 'order.updated', 'order', gen_random_uuid(), 'house', now() FROM stores WHERE slug = 'main'`,
  ],
  ['order numbers', 'a number above the counter', 'UPDATE orders SET number = 5000 WHERE number = 1002'],
  [
    'order numbers',
    'a number twice',
    'DROP INDEX orders_number',
    'UPDATE orders SET number = 1001 WHERE number = 5000',
    'UPDATE order_counters SET last_number = 1000',
  ],
  ['idempotency keys', 'a key without its answer', 'UPDATE idempotency_keys SET answer = NULL'],
  ['idempotency keys', 'a key of no store', 'UPDATE idempotency_keys SET store_id = gen_random_uuid()'],
  [
    'counters',
    'a store that cannot count',
    `DELETE FROM order_counters WHERE store_id = (SELECT id FROM stores WHERE slug = 'elsewhere')`,
  ],
];

it.each(damages)('reports under "%s" %s', async (name, _what, ...statements) => {
  const before = await faultsOf(name);
  await breakBy(
    'ALTER TABLE stores NO FORCE ROW LEVEL SECURITY',
    ...statements,
    'ALTER TABLE stores FORCE ROW LEVEL SECURITY',
  );
  const after = await faultsOf(name);
  expect(after?.length).toBeGreaterThan(0);
  expect(after).not.toEqual(before);
});

it('reports a table that lost its row-level security', async () => {
  expect(await faultsOf('row-level security')).toEqual([]);
  const owner = new pg.Client({ connectionString: house.databaseUrl, application_name: 'orderhouse-test' });
  await owner.connect();
  await owner.query('ALTER TABLE payments NO FORCE ROW LEVEL SECURITY');
  await owner.query('CREATE TABLE forgotten (store_id uuid)');
  await owner.end();
  const { findings } = await runDoctor(house.runtime);
  const told = findings.find(({ name }) => name === 'row-level security')?.faults.map((fault) => fault.table_name);
  expect(told?.sort()).toEqual(['forgotten', 'payments']);
});

it('has broken every invariant in these tests, and words what it found', async () => {
  const broken = new Set([...damages.map(([name]) => name), 'row-level security']);
  expect([...broken].sort()).toEqual(invariants.map(({ name }) => name).sort());
  expect(describeReport(await runDoctor(house.runtime))).toMatch(/FAULT {2}stock: 2 variants\n {7}stock ≥ 0/);
});

it('derives the status of an order as the contracts do', async () => {
  const lists: OrderStatus[][] = orderStatuses.flatMap((one) => [
    [one],
    ...orderStatuses.flatMap((two) => [[one, two], ...orderStatuses.map((three) => [one, two, three])]),
  ]);
  const owner = new pg.Client({ connectionString: house.databaseUrl, application_name: 'orderhouse-test' });
  await owner.connect();
  const { rows } = await owner.query<{ list: string; status: string }>(
    `SELECT l.list::text AS list, ${statusOfParts} AS status
       FROM unnest($1::text[]) AS l (list), unnest(l.list::text[]) AS f (status) GROUP BY l.list`,
    [lists.map((list) => `{${list.join(',')}}`)],
  );
  await owner.end();
  const expected = lists.map((list) => [`{${list.join(',')}}`, statusOf(list)]);
  expect(Object.fromEntries(rows.map(({ list, status }) => [list, status]))).toEqual(Object.fromEntries(expected));
});
