import { randomUUID } from 'node:crypto';
import { placeOrders } from '../../server/src/orders/index.ts';
import { systemClock } from '../../server/src/platform/clock.ts';
import { DomainError } from '../../server/src/platform/domain-error.ts';
import { type Measured, measure, nextOrder } from '../load.ts';
import { type Connected, connectCustomers } from '../server.ts';
import type { Shop } from '../shop.ts';

/** The same statements, one order a transaction, straight on PostgreSQL: what batches are held against. */
export async function placeOneByOne(shop: Shop, callers: number, seconds: number): Promise<Measured> {
  const runtime = { database: shop.database, clock: systemClock };
  return measure(callers, seconds, async (caller) => {
    const actorId = shop.customerIds[caller] ?? '';
    const claim = { key: `${actorId}:${randomUUID()}`, fingerprint: 'bench' };
    const [result] = await placeOrders(runtime, shop.storeId, [
      { input: nextOrder(shop.variantsCount), actorId, actorRole: 'customer', claim },
    ]);
    if (result === undefined || result instanceof DomainError) throw result ?? new Error('no result');
  });
}

async function placeOver(customers: Connected[], spread: number, seconds: number): Promise<Measured> {
  return measure(customers.length, seconds, async (caller) => {
    const answer = await customers[caller]?.post('/api/v1/orders', nextOrder(spread), randomUUID());
    if (answer?.status !== 201) throw new Error(`an order was answered ${answer?.status}: ${answer?.text}`);
  });
}

/** Orders over HTTP: signed in, three lines, with a key. `spread` is how many variants the callers buy from. */
export async function placeOverHttp(
  url: string,
  shop: Shop,
  connections: number,
  spread: number,
  seconds: number,
): Promise<Measured> {
  const customers = await connectCustomers(url, shop, connections);
  try {
    return await placeOver(customers, spread, seconds);
  } finally {
    for (const customer of customers) customer.close();
  }
}
