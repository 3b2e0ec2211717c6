import { randomUUID } from 'node:crypto';
import { placeBatch } from '../../server/src/orders/index.ts';
import { systemClock } from '../../server/src/platform/clock.ts';
import { DomainError } from '../../server/src/platform/domain-error.ts';
import { type Bench, smallShop } from '../bench.ts';
import { type Figure, memoryFigure, ratio } from '../figures.ts';
import { inTurns, type Measured, measure, nextOrder } from '../load.ts';
import { processorTime_ms, processorTimeOfFamily_ms } from '../processor-time.ts';
import { type Connected, connectCustomers, type MeasuredServer } from '../server.ts';
import type { Shop, Store } from '../shop.ts';

const connections = 64;
/** Both are short, and the machine changes: many turns, so that each meets the same of it. */
const turns_of_lone = 9;

/** The same statements, one order a transaction, straight on PostgreSQL; callers are shared out among the stores. */
async function placeOneByOne(shop: Shop, stores: readonly Store[], callers: number, seconds: number) {
  const runtime = { database: shop.database, clock: systemClock };
  return measure(callers, seconds, async (caller) => {
    const { storeId, customerIds } = stores[caller % stores.length] ?? shop;
    const actorId = customerIds[caller] ?? '';
    const claim = { key: `${actorId}:${randomUUID()}`, fingerprint: 'bench' };
    const [result] = await placeBatch(runtime, storeId, [
      { input: nextOrder(shop.variants_count), actorId, actorRole: 'customer', claim },
    ]);
    if (result === undefined || result instanceof DomainError) throw result ?? new Error('no result');
  });
}

/** Orders over HTTP: signed in, three lines, with a key. `spread` is how many variants the callers buy from. */
export function placeOverHttp(customers: readonly Connected[], spread: number, seconds: number): Promise<Measured> {
  return measure(customers.length, seconds, async (caller) => {
    const answer = await customers[caller]?.post('/api/v1/orders', nextOrder(spread), randomUUID());
    if (answer?.status !== 201) throw new Error(`an order was answered ${answer?.status}: ${answer?.text}`);
  });
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

const best = (...runs: Measured[]): number => Math.max(...runs.map(({ per_second }) => per_second));

/** Spread-out orders, one hot product, a lone caller, and the memory that the server takes for it. */
export async function measurePlaceOrders(bench: Bench): Promise<Figure[]> {
  const shop = await bench.shop(smallShop);
  const server = await bench.serve(shop);
  const customers = await connectCustomers(server.url, shop, connections);
  const account = accountOf(bench, server);
  const overHttp = (callers: number, spread: number) => (seconds: number) =>
    placeOverHttp(customers.slice(0, callers), spread, seconds);
  const oneByOne =
    (callers: number, stores: readonly Store[] = [shop]) =>
    (seconds: number) =>
      placeOneByOne(shop, stores, callers, seconds);
  const everywhere = [shop, ...shop.sisters];
  try {
    const many = await inTurns(bench.seconds, {
      by8: oneByOne(8),
      by16: oneByOne(16),
      by64: oneByOne(64),
      by16Everywhere: oneByOne(16, everywhere),
      by64Everywhere: oneByOne(64, everywhere),
      spread: (seconds) => account.during(() => overHttp(connections, shop.variants_count)(seconds)),
      hot: overHttp(connections, 1),
    });
    const { lone, bare } = await inTurns(
      bench.seconds,
      { lone: overHttp(1, shop.variants_count), bare: oneByOne(1) },
      turns_of_lone,
    );
    const single = best(many.by8, many.by16, many.by64);
    const singleEverywhere = best(many.by16Everywhere, many.by64Everywhere);
    const { spread, hot } = many;
    return [
      { name: 'orders, one a transaction, straight on PostgreSQL', value: single, unit: 'orders/s' },
      { name: 'orders over HTTP, 64 connections, 3 lines, with key', value: spread.per_second, unit: 'orders/s' },
      ratio('orders over HTTP ÷ one a transaction', spread.per_second / single, { at_least: 3 }),
      { name: 'orders of 8 stores, one a transaction', value: singleEverywhere, unit: 'orders/s' },
      ratio('orders over HTTP of one store ÷ one a transaction of 8', spread.per_second / singleEverywhere),
      { name: 'the same, all buying the same 3 variants', value: hot.per_second, unit: 'orders/s' },
      ratio('all buying the same ÷ spread out', hot.per_second / spread.per_second, { at_least: 0.9 }),
      ...account.figures(spread.count),
      { name: 'a lone caller over HTTP, median', value: lone.p50_ms, unit: 'ms' },
      { name: 'its bare transaction, median', value: bare.p50_ms, unit: 'ms' },
      ratio('a lone caller ÷ its bare transaction', lone.p50_ms / bare.p50_ms, { at_most: 2 }),
      memoryFigure('memory of the server, at most', await server.memory_mib()),
    ];
  } finally {
    for (const customer of customers) customer.close();
    await server.stop();
  }
}
