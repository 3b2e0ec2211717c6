import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { countSales } from '../server/src/reports/count-sales.ts';
import { runDoctor } from '../server/src/system/index.ts';
import { awaitHorizon } from './support/await-horizon.ts';
import { ask, openTestHouse } from './support/index.ts';
import { finish, launchOrderhouse } from './support/program.ts';
import { shippingAddress } from './support/shipping-address.ts';

const house = await openTestHouse();

async function faults(): Promise<string[]> {
  const { findings } = await runDoctor(house.runtime);
  return findings.filter((one) => one.faults.length > 0).map(({ name }) => name);
}

test('what the doctor finds wrong in the sums is right once they are counted anew', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'orderhouse-recount-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await house.as('vendor').products.create({ body: { name: 'Jar', sku: 'JAR', unit_price: 250, stock: 9 } });
  const lines = [{ sku: 'JAR', quantity: 2 }];
  await house.as('customer').orders.place({ body: { lines, shipping_address: shippingAddress } });
  await awaitHorizon(house.databaseUrl);
  await countSales(house.runtime, house.storeId);
  expect(await faults()).toEqual([]);
  const tables = ['orders_by_day', 'vendor_orders_by_day', 'product_sales_by_month', 'fulfillments_by_status'];
  for (const table of tables) {
    await ask(house.databaseUrl, `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await ask(house.databaseUrl, `DELETE FROM ${table}`);
    await ask(house.databaseUrl, `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  }
  expect(await faults()).toEqual(['sales by day', 'sales of vendors', 'sales of products', 'orders by status']);
  const env = { DATABASE_URL: house.databaseUrl };
  const { code, said } = await finish(launchOrderhouse(['reports', 'recount', '--store', 'main'], folder, { env }));
  expect(code, said).toBe(0);
  expect(said).toContain('Everything is counted.');
  expect(await faults()).toEqual([]);
  const { total } = await house.as('admin').reports.sales();
  expect(total).toEqual({ orders: 1, units: 2, revenue: 500 });
});
