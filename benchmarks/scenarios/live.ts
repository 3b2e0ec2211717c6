import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@orderhouse/contracts';
import { type Bench, smallShop } from '../bench.ts';
import type { Figure } from '../figures.ts';
import { nextOrder } from '../load.ts';
import { type Connected, connectCustomers, type MeasuredServer } from '../server.ts';
import { password, type Shop } from '../shop.ts';

const streams_count = 1_000;
const orders_per_second = 100;
/** A heartbeat comes by, and what was allocated to connect is collected. */
const settle_ms = 4_000;

const placed = /event: order\.placed\n.*"subject_id":"([^"]+)".*"occurred_at":"([^"]+)"/;

interface Listening {
  agent: Agent;
  /** By order that was heard of, how long after it had happened. */
  delays_ms: Map<string, number>;
}

async function memory_mib({ pid }: MeasuredServer): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

async function tokensOf({ url }: MeasuredServer, { customerIds }: Shop): Promise<string[]> {
  return Promise.all(
    customerIds.map(async (id) => {
      const { access_token } = await createClient({ baseUrl: url }).auth.login({
        body: { email: `${id}@bench.test`, password },
      });
      return access_token ?? '';
    }),
  );
}

/** Opens one stream. Resolves once it has said where it begins: from there on it misses nothing. */
function openStream(url: string, token: string, { agent, delays_ms }: Listening): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest = '';
    const take = (response: IncomingMessage) => {
      if (response.statusCode !== 200) reject(new Error(`a stream was answered ${response.statusCode}`));
      response.setEncoding('utf8').on('data', (text: string) => {
        const messages = (rest + text).split('\n\n');
        rest = messages.pop() ?? '';
        for (const message of messages) {
          if (message.startsWith('id: ')) resolve();
          const [, id, at] = placed.exec(message) ?? [];
          if (id !== undefined && at !== undefined && !delays_ms.has(id))
            delays_ms.set(id, Date.now() - Date.parse(at));
        }
      });
      // They are cut when the measuring is over.
      response.on('error', () => undefined);
    };
    const headers = { authorization: `Bearer ${token}` };
    request(`${url}/api/v1/events/stream`, { agent, headers }, take).on('error', reject).end();
  });
}

/** Places orders at an even pace. @returns their ids. */
async function placeEvenly(customers: Connected[], shop: Shop, seconds: number): Promise<string[]> {
  const placing: Promise<string>[] = [];
  const began = performance.now();
  const place = async (customer: Connected): Promise<string> => {
    const answer = await customer.post('/api/v1/orders', nextOrder(shop.variants_count), randomUUID());
    if (answer.status !== 201) throw new Error(`an order was answered ${answer.status}: ${answer.text}`);
    return JSON.parse(answer.text).id;
  };
  for (let count = 0; count < seconds * orders_per_second; count += 1) {
    const customer = customers[count % customers.length];
    if (customer) placing.push(place(customer));
    await delay(Math.max(0, began + ((count + 1) * 1_000) / orders_per_second - performance.now()));
  }
  return Promise.all(placing);
}

async function untilHeard(ids: readonly string[], { delays_ms }: Listening): Promise<void> {
  const until = performance.now() + 5_000;
  while (performance.now() < until && ids.some((id) => !delays_ms.has(id))) await delay(50);
}

/** A thousand customers' streams at one process, and orders placed at another. */
export async function measureLive(bench: Bench): Promise<Figure[]> {
  const shop = await bench.shop(smallShop);
  const [placing, listening] = await Promise.all([bench.serve(shop), bench.serve(shop)]);
  const streams: Listening = { agent: new Agent({ maxSockets: streams_count }), delays_ms: new Map() };
  try {
    const tokens = await tokensOf(listening, shop);
    const customers = await connectCustomers(placing.url, shop, shop.customerIds.length);
    await delay(settle_ms);
    const before = await memory_mib(listening);
    await Promise.all(
      Array.from({ length: streams_count }, (_, index) =>
        openStream(listening.url, tokens[index % tokens.length] ?? '', streams),
      ),
    );
    await delay(settle_ms);
    const idle = (await memory_mib(listening)) - before;

    const ids = await placeEvenly(customers, shop, bench.seconds);
    await untilHeard(ids, streams);
    for (const customer of customers) customer.close();
    const delays = createHistogram();
    for (const ms of streams.delays_ms.values()) delays.record(Math.max(1, ms));
    return [
      { name: 'memory of 1,000 idle live streams', value: idle, unit: 'MiB', target: { at_most: 100 } },
      {
        name: 'from an order, 100/s, to its stream at another process, median',
        value: delays.percentile(50),
        unit: 'ms',
        target: { at_most: 250 },
      },
      { name: 'the same, 99th percentile', value: delays.percentile(99), unit: 'ms' },
      {
        name: 'orders that no stream heard of',
        value: ids.filter((id) => !streams.delays_ms.has(id)).length,
        unit: '',
        target: { at_most: 0 },
      },
    ];
  } finally {
    streams.agent.destroy();
    await Promise.all([placing.stop(), listening.stop()]);
  }
}
