import pg from 'pg';
import { expect, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { countSales } from './count-sales.ts';

const house = await openTestHouse();
const { runtime, storeId, databaseUrl } = house;
const tables = ['orders_by_day', 'sales_cursors'];
for (const table of tables) await ask(databaseUrl, `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);

/** Keeps a row of the sums locked until it is let go. */
async function hold(day: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'orderhouse-test' });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM orders_by_day WHERE day = $1 FOR UPDATE', [day]);
  return async () => {
    await client.query('COMMIT');
    await client.end();
  };
}

const addDay = (day: string) =>
  ask(databaseUrl, 'INSERT INTO orders_by_day (store_id, day, orders, units, revenue) VALUES ($1, $2, 9, 9, 9)', [
    storeId,
    day,
  ]);

/** How many connections wait for a lock. */
async function waiting(): Promise<number | undefined> {
  const text = `SELECT count(*)::int AS waiting FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return (await ask<{ waiting: number }>(databaseUrl, text))[0]?.waiting;
}

test('two that begin to count a store anew at the same time count each order once', async () => {
  await house.as('vendor').products.create({ body: { name: 'Jar', sku: 'JAR', unit_price: 250, stock: 100 } });
  await house
    .as('customer')
    .orders.place({ body: { lines: [{ sku: 'JAR', quantity: 2 }], shipping_address: shippingAddress } });
  await awaitHorizon(databaseUrl);
  await ask(databaseUrl, 'DELETE FROM sales_cursors');
  // The one stands before a sum that it forgets; the other one, which began later, before a later one.
  await addDay('2001-01-01');
  const letFirst = await hold('2001-01-01');
  const first = countSales(runtime, storeId);
  await expect.poll(waiting).toBe(1);
  await addDay('2002-01-01');
  const letSecond = await hold('2002-01-01');
  const second = countSales((await house.openAnother()).runtime, storeId);
  await expect.poll(waiting).toBe(2);
  await letFirst();
  // The first goes on until it has counted, or waits for the second.
  let isDone = false;
  void first.finally(() => {
    isDone = true;
  });
  await expect.poll(() => ask(databaseUrl, 'SELECT FROM sales_cursors')).toHaveLength(1);
  await expect.poll(async () => isDone || (await waiting()) === 2).toBe(true);
  await letSecond();
  await Promise.all([first, second]);
  expect(await ask(databaseUrl, 'SELECT orders, units::int, revenue::int FROM orders_by_day')).toEqual([
    { orders: 1, units: 2, revenue: 500 },
  ]);
});
