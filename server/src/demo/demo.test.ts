import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { SettableClock } from '../../../tests/support/settable-clock.ts';
import { findStoresWithDueOrders } from '../orders/index.ts';
import type { Database } from '../platform/database/database.ts';
import type { Runtime } from '../platform/runtime.ts';
import { runDoctor } from '../system/index.ts';
import { chanceFrom } from './chance.ts';
import { seedDemo } from './index.ts';
import { planHistory } from './plan.ts';
import { readProducts } from './products.ts';

const house = await openTestHouse();
const log = { info: () => undefined };

async function counted(): Promise<Record<string, number>> {
  const { rows } = await house.runtime.database.transactAsSystem((connection) =>
    sql<Record<string, number>>`
      WITH demo AS (SELECT id FROM stores WHERE slug = 'demo')
      SELECT (SELECT count(*) FROM products p, demo WHERE p.store_id = demo.id) AS products,
             (SELECT count(*) FROM categories c, demo WHERE c.store_id = demo.id AND c.products_open > 0) AS filled_categories,
             (SELECT count(DISTINCT vendor_id) FROM products p, demo WHERE p.store_id = demo.id) AS vendors,
             (SELECT count(*) FROM users u, demo WHERE u.store_id = demo.id AND role = 'customer') AS customers,
             (SELECT count(*) FROM orders o, demo WHERE o.store_id = demo.id) AS orders,
             (SELECT count(DISTINCT status) FROM orders o, demo WHERE o.store_id = demo.id) AS statuses,
             (SELECT count(*) FROM variants v, demo WHERE v.store_id = demo.id AND stock = 0) AS sold_out,
             (SELECT count(*) FROM events e, demo WHERE e.store_id = demo.id) AS events`.execute(connection),
  );
  return rows[0] ?? {};
}

/** A database that dies after so many transactions. */
function dyingAfter(transactions: number): Database {
  const { database } = house.runtime;
  let left = transactions;
  return {
    ...database,
    transact: (authority, work) => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('the power went')) : database.transact(authority, work);
    },
  };
}

it('is the same plan at every start', async () => {
  const plan = async () => {
    const chance = chanceFrom(7);
    return planHistory(await readProducts(chance), chance);
  };
  expect(await plan()).toEqual(await plan());
});

it('is finished by the next start when one was cut short, wherever that was', { timeout: 60_000 }, async () => {
  const runtime: Runtime = house.runtime;
  for (const transactions of [0, 10, 100, 300]) {
    await expect(seedDemo({ ...runtime, database: dyingAfter(transactions) }, log)).rejects.toThrow('the power went');
  }
  await seedDemo(runtime, log);
  const first = await counted();
  expect(first).toMatchObject({
    products: 149,
    filled_categories: 12,
    vendors: 3,
    customers: 13,
    orders: 150,
    statuses: 5,
  });
  expect(first.sold_out).toBeGreaterThan(0);
  expect((await runDoctor(runtime)).findings.filter(({ faults }) => faults.length > 0)).toEqual([]);

  await seedDemo(runtime, log);
  expect(await counted()).toEqual(first);
});

it('keeps its pending orders for those who look around', async () => {
  const aMonth = new SettableClock();
  const dueAfter = async (days: number) => {
    aMonth.advance(days * 86_400);
    return findStoresWithDueOrders({ ...house.runtime, clock: aMonth });
  };
  expect(await dueAfter(29)).toEqual([]);
  expect(await dueAfter(2)).toHaveLength(1);
});

it('lets its people sign in', async () => {
  for (const email of ['admin@demo.test', 'vendor@demo.test', 'customer@demo.test']) {
    const answer = await house.request({
      method: 'POST',
      url: '/api/v1/auth/login',
      headers: { 'x-store': 'demo' },
      body: { email, password: 'Orderhouse-demo-1' },
    });
    expect(answer.status, email).toBe(200);
  }
});
