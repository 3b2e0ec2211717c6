import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@orderhouse/contracts';
import { finish, launchOrderhouse } from '../tests/support/program.ts';
import { untilAnswered } from './client.ts';
import { mayStartAgain } from './end-of-start.ts';
import type { Ledger } from './ledger.ts';
import { lossesOfAdjustments, lossesOfOrders, lossesOfStock } from './losses.ts';
import type { Shop } from './shop.ts';

const page = { limit: 100 } as const;
const doctor_max_ms = 30_000;
const doctor_pause_ms = 500;

/** Reads all pages; from the first one again when PostgreSQL, or a server, is still coming back. */
async function readAll<Row>(ledger: Ledger, rowsOf: () => AsyncIterable<Row>): Promise<Row[]> {
  return untilAnswered(ledger, async () => {
    const all: Row[] = [];
    for await (const row of rowsOf()) all.push(row);
    return all;
  });
}

async function readStock(admin: Client, ledger: Ledger): Promise<Map<string, number>> {
  const products = await readAll(ledger, () => admin.products.list.all({ query: page }));
  return new Map(products.flatMap(({ variants }) => variants.map(({ id, stock }) => [id, stock])));
}

/** Reads over the API all that is there. @returns what of the answers does not hold. */
export async function findLosses({ admin, plenty, scarce }: Shop, ledger: Ledger): Promise<string[]> {
  const orders = await readAll(ledger, () => admin.orders.list.all({ query: { ...page, sort: 'number' } }));
  const adjustments = [];
  for (const { id } of scarce) {
    adjustments.push(
      ...(await readAll(ledger, () => admin.variants.listAdjustments.all({ params: { id }, query: page }))),
    );
  }
  return [
    ...lossesOfOrders(ledger.orders, orders),
    ...lossesOfAdjustments(ledger.adjustments, adjustments),
    ...lossesOfStock([...plenty, ...scarce], ledger.orders, ledger.adjustments, await readStock(admin, ledger)),
  ];
}

/** Asks the doctor, as an operator would; again while it finds no database. @returns what it finds at fault. */
export async function askDoctor(dataDir: string, env: Record<string, string>): Promise<string[]> {
  const until = performance.now() + doctor_max_ms;
  for (;;) {
    const { code, said } = await finish(launchOrderhouse(['doctor'], dataDir, { env }));
    if (code === 0) return [];
    if (!mayStartAgain(said) || performance.now() > until) return [`the doctor ended with ${code}:\n${said}`];
    await delay(doctor_pause_ms);
  }
}
