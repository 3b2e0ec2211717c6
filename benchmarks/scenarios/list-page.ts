import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Bench, smallShop } from '../bench.ts';
import { type Figure, ratio } from '../figures.ts';
import { inTurns, type Measured, measure } from '../load.ts';
import { type Connected, connectCustomers, connectTo } from '../server.ts';

const connections = 64;
const path = '/api/v1/products?limit=24';

/** A bare Fastify route that answers with the same bytes, in a thread of its own. */
async function serveBytes(bytes: string): Promise<{ url: string; stop(): Promise<number> }> {
  const worker = new Worker(new URL('../bare-server.ts', import.meta.url), { workerData: bytes });
  const [url] = await once(worker, 'message');
  return { url, stop: () => worker.terminate() };
}

async function read(callers: Connected[], seconds: number): Promise<Measured> {
  return measure(callers.length, seconds, async (caller) => {
    const answer = await callers[caller]?.get(path);
    if (answer?.status !== 200) throw new Error(`the list was answered ${answer?.status}: ${answer?.text}`);
  });
}

/** The first page of the catalogue as a customer sees it, from the cache, against a bare route. */
export async function measureListPage(bench: Bench): Promise<Figure[]> {
  const shop = await bench.shop(smallShop);
  const server = await bench.serve(shop);
  const customers = await connectCustomers(server.url, shop, connections);
  const bytes = (await customers[0]?.get(path))?.text ?? '';
  const bare = await serveBytes(bytes);
  const strangers = Array.from({ length: connections }, () => connectTo(bare.url, {}));
  try {
    // Until V8 has compiled both for good: on a busy machine the first thousands of answers are much slower.
    for (const callers of [customers, strangers]) await read(callers, bench.seconds / 2);
    const { asked, baseline } = await inTurns(bench.seconds, {
      asked: (seconds) => read(customers, seconds),
      baseline: (seconds) => read(strangers, seconds),
    });
    return [
      { name: 'a bare Fastify route with the bytes of a list page', value: baseline.per_second, unit: 'answers/s' },
      { name: 'list page, 24 products, 64 connections', value: asked.per_second, unit: 'answers/s' },
      { name: 'list page, median', value: asked.p50_ms, unit: 'ms' },
      ratio('list page ÷ a bare route', asked.per_second / baseline.per_second, { at_least: 0.6 }),
    ];
  } finally {
    for (const one of [...customers, ...strangers]) one.close();
    await bare.stop();
    await server.stop();
  }
}
