import type { AddressInfo } from 'node:net';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { countStatements } from '../../../tests/support/count-statements.ts';
import { unfinishedTransactions } from '../../../tests/support/database.ts';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';

/** Far more than the buffers between a server and a reader who does not read hold: 12 MB. */
const orders_count = 4_000;
const pages_count = orders_count / 500;
const readers_count = 3;

const house = await openTestHouse();
const { databaseUrl } = house;

beforeAll(async () => {
  await house.as('vendor').products.create({ body: { name: 'Jar', sku: 'JAR', unit_price: 100, stock: 10 } });
  const body = { lines: [{ sku: 'JAR', quantity: 1 }], shipping_address: shippingAddress, notes: 'x'.repeat(2_000) };
  await house.as('customer').orders.place({ body });
  for (const table of ['orders', 'order_lines', 'fulfillments']) {
    await ask(databaseUrl, `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  }
  await ask(
    databaseUrl,
    `INSERT INTO orders
     SELECT (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'number', o.number + n))).*
       FROM orders o, generate_series(1, $1 - 1) n`,
    [orders_count],
  );
  for (const table of ['order_lines', 'fulfillments']) {
    await ask(
      databaseUrl,
      `INSERT INTO ${table}
       SELECT (jsonb_populate_record(part, jsonb_build_object('order_id', o.id))).*
         FROM ${table} part, orders o WHERE o.id <> part.order_id`,
    );
  }
});

test('readers that leave in the middle leave no query behind, and make room for others', async () => {
  const { app, runtime } = await house.openAnother();
  const statementsOf = countStatements(runtime.database);
  await app.listen({ host: '127.0.0.1', port: 0 });
  // fetch opens a connection in place of each that it broke off, and says nothing on it.
  onTestFinished(() => app.server.closeAllConnections());
  const { port } = app.server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${await house.tokenOf('admin')}` };
  const open = (signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${port}/api/v1/exports/orders?format=jsonl`, { headers, ...(signal && { signal }) });

  const leaving = new AbortController();
  const statements = await statementsOf(async () => {
    const opened = await Promise.all(Array.from({ length: readers_count }, () => open(leaving.signal)));
    expect(opened.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(app.downloads.size).toBe(readers_count);
    const refused = await open();
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'overloaded']);
    leaving.abort();
    await expect.poll(() => app.downloads.size).toBe(0);
    await expect.poll(() => unfinishedTransactions(databaseUrl)).toEqual([]);
  });
  const pages = statements.filter((text) => /FROM orders o\b/.test(text));
  expect(pages.length).toBeGreaterThanOrEqual(readers_count);
  expect(pages.length).toBeLessThan(readers_count * pages_count);

  const whole = await (await open()).text();
  expect(whole.trimEnd().split('\n')).toHaveLength(orders_count);
});
