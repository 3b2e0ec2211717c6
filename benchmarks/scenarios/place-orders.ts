import { randomUUID } from 'node:crypto';
import { placeBatch } from '../../server/src/orders/index.ts';
import { systemClock } from '../../server/src/platform/clock.ts';
import { DomainError } from '../../server/src/platform/domain-error.ts';
import { type Bench, smallShop } from '../bench.ts';
import { type Figure, ratio } from '../figures.ts';
import { inTurns, type Measured, measure, nextOrder } from '../load.ts';
import { processorTime_ms, processorTimeOfFamily_ms } from '../processor-time.ts';
import { type Connected, connectCustomers, type MeasuredServer } from '../server.ts';
import type { Shop } from '../shop.ts';

const connections = 64;

/** The same statements, one order a transaction, straight on PostgreSQL: what batches are held against. */
async function placeOneByOne(shop: Shop, callers: number, seconds: number): Promise<Measured> {
  const runtime = { database: shop.database, clock: systemClock };
  return measure(callers, seconds, async (caller) => {
    const actorId = shop.customerIds[caller] ?? '';
    const claim = { key: `${actorId}:${randomUUID()}`, fingerprint: 'bench' };
    const [result] = await placeBatch(runtime, shop.storeId, [
      { input: nextOrder(shop.variants_count), actorId, actorRole: 'customer', claim },
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
  callers: number,
  spread: number,
  seconds: number,
): Promise<Measured> {
  const customers = await connectCustomers(url, shop, callers);
  try {
    return await placeOver(customers, spread, seconds);
  } finally {
    for (const customer of customers) customer.close();
  }
}

/** Where the time of an order goes: what each process used while `place` ran. */
function accountOf(bench: Bench, server: MeasuredServer) {
  const used_ms = { server: 0, PostgreSQL: 0, load: 0 };
  const read = async () => ({
    server: await processorTime_ms(server.pid),
    PostgreSQL: await processorTimeOfFamily_ms(await bench.postgresPid()),
    load: await processorTime_ms(process.pid),
  });
  const names = ['server', 'PostgreSQL', 'load'] as const;
  return {
    async during(place: () => Promise<Measured>): Promise<Measured> {
      const before = await read();
      const placed = await place();
      const after = await read();
      for (const name of names) used_ms[name] += after[name] - before[name];
      return placed;
    },
    figures: (count: number): Figure[] =>
      names.map((name) => ({
        name: `processor time of an order: ${name}`,
        value: (used_ms[name] * 1_000) / count,
        unit: 'µs',
      })),
  };
}

/** Spread-out orders, one hot product, a lone caller, and the memory that the server takes for it. */
export async function measurePlaceOrders(bench: Bench): Promise<Figure[]> {
  const shop = await bench.shop(smallShop);
  const server = await bench.serve(shop);
  const account = accountOf(bench, server);
  const overHttp = (callers: number, spread: number) => (seconds: number) =>
    placeOverHttp(server.url, shop, callers, spread, seconds);
  const oneByOne = (callers: number) => (seconds: number) => placeOneByOne(shop, callers, seconds);
  try {
    const measured = await inTurns(bench.seconds, {
      by8: oneByOne(8),
      by16: oneByOne(16),
      by64: oneByOne(64),
      spread: (seconds) => account.during(() => overHttp(connections, shop.variants_count)(seconds)),
      hot: overHttp(connections, 1),
      lone: overHttp(1, shop.variants_count),
      bare: oneByOne(1),
    });
    const { by8, by16, by64, spread, hot, lone, bare } = measured;
    const single = Math.max(by8.per_second, by16.per_second, by64.per_second);
    return [
      { name: 'orders, one a transaction, straight on PostgreSQL', value: single, unit: 'orders/s' },
      { name: 'orders over HTTP, 64 connections, 3 lines, with key', value: spread.per_second, unit: 'orders/s' },
      ratio('orders over HTTP ÷ one a transaction', spread.per_second / single, { at_least: 3 }),
      { name: 'the same, all buying the same 3 variants', value: hot.per_second, unit: 'orders/s' },
      ratio('all buying the same ÷ spread out', hot.per_second / spread.per_second, { at_least: 0.9 }),
      ...account.figures(spread.count),
      { name: 'a lone caller over HTTP, median', value: lone.p50_ms, unit: 'ms' },
      { name: 'its bare transaction, median', value: bare.p50_ms, unit: 'ms' },
      ratio('a lone caller ÷ its bare transaction', lone.p50_ms / bare.p50_ms, { at_most: 2 }),
      {
        name: 'memory of the server, at most',
        value: await server.memory_mib(),
        unit: 'MiB',
        target: { at_most: 300 },
      },
    ];
  } finally {
    await server.stop();
  }
}
