import type { Client } from '@orderhouse/contracts';
import { finish, launchOrderhouse } from '../tests/support/program.ts';
import type { Ledger } from './ledger.ts';
import { lossesOfAdjustments, lossesOfOrders, lossesOfStock } from './losses.ts';
import type { Shop } from './shop.ts';

const page = { limit: 100 } as const;

async function readAll<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

async function readStock(admin: Client): Promise<Map<string, number>> {
  const products = await readAll(admin.products.list.all({ query: page }));
  return new Map(products.flatMap(({ variants }) => variants.map(({ id, stock }) => [id, stock])));
}

/** Reads over the API all that is there. @returns what of the answers does not hold. */
export async function findLosses({ admin, plenty, scarce }: Shop, ledger: Ledger): Promise<string[]> {
  const orders = await readAll(admin.orders.list.all({ query: { ...page, sort: 'number' } }));
  const adjustments = [];
  for (const { id } of scarce) {
    adjustments.push(...(await readAll(admin.variants.listAdjustments.all({ params: { id }, query: page }))));
  }
  return [
    ...lossesOfOrders(ledger.orders, orders),
    ...lossesOfAdjustments(ledger.adjustments, adjustments),
    ...lossesOfStock([...plenty, ...scarce], ledger.orders, ledger.adjustments, await readStock(admin)),
  ];
}

/** Asks the doctor, as an operator would. @returns what it finds at fault. */
export async function askDoctor(dataDir: string, env: Record<string, string>): Promise<string[]> {
  const { code, said } = await finish(launchOrderhouse(['doctor'], dataDir, { env }));
  return code === 0 ? [] : [`the doctor ended with ${code}:\n${said}`];
}
