import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Bench } from '../bench.ts';
import type { Figure } from '../figures.ts';
import { measure, nextOrder } from '../load.ts';
import { type Connected, connectAs, connectCustomers } from '../server.ts';
import type { Shop } from '../shop.ts';
import { openLargeShop } from './large-database.ts';
import { placeOverHttp } from './place-orders.ts';

const target = { at_most: 50 };
/** The generated orders begin on the first of January 2024, one a minute. */
const first_day_ms = Date.UTC(2024, 0, 1);
const day_ms = 86_400_000;

const below = (count: number) => Math.floor(Math.random() * count);
const dayOf = (days: number) => new Date(first_day_ms + days * day_ms).toISOString().slice(0, 10);

/** What is asked for, each time of another part of the past. */
function questions(orders_count: number) {
  const days = Math.max(1, Math.floor(orders_count / 1_440));
  const sales = (span: number) => {
    const from = below(Math.max(1, days - span));
    return `/reports/sales?from=${dayOf(from)}&to=${dayOf(from + span - 1)}`;
  };
  const best = (sort: string) => `/reports/best-sellers?month=${dayOf(below(days)).slice(0, 7)}&sort=${sort}`;
  return {
    'sales of 30 days': () => sales(30),
    'sales of 366 days': () => sales(366),
    'orders by status': () => '/reports/orders-by-status',
    'best sellers of a month': () => best(below(2) === 0 ? '-revenue' : '-units'),
    'scarce stock': () => '/reports/stock',
    'the summary': () => '/reports/summary',
  };
}

const burst_customers = 32;
const burst_s = 3;
const settled_ms_max = 300_000;
const look_every_ms = 100;
const reported_ms_max = 30_000;

/** Resolves when the worker has nothing left to do of what other scenarios did in this store. */
async function untilSettled({ database }: Shop): Promise<void> {
  const began = performance.now();
  const isSettled = () =>
    database.transactAsSystem(async (connection) => {
      const { rows } = await sql`SELECT FROM count_jobs() WHERE state IN ('waiting', 'running')`.execute(connection);
      return rows.length === 0;
    });
  while (!(await isSettled())) {
    if (performance.now() - began > settled_ms_max) throw new Error(`jobs are left after ${settled_ms_max} ms`);
    await delay(look_every_ms);
  }
}

/** @returns how long it takes until an order stands in the report, by the worker of the same process, in ms. */
async function untilReported(customer: Connected, admin: Connected, spread: number): Promise<number> {
  const ordersToday = async () => JSON.parse((await admin.get('/api/v1/reports/summary')).text).today.orders as number;
  const before = await ordersToday();
  const placed = await customer.post('/api/v1/orders', nextOrder(spread), randomUUID());
  if (placed.status !== 201) throw new Error(`an order was answered ${placed.status}: ${placed.text}`);
  const began = performance.now();
  while ((await ordersToday()) === before) {
    if (performance.now() - began > reported_ms_max)
      throw new Error(`an order is in no report after ${reported_ms_max} ms`);
  }
  return performance.now() - began;
}

/** Does something right after so many orders were placed as can be within some seconds: their mails are still waiting. */
async function afterBurst<Done>(url: string, shop: Shop, act: () => Promise<Done>): Promise<Done> {
  const customers = await connectCustomers(url, shop, burst_customers);
  try {
    await placeOverHttp(customers, shop.variants_count, burst_s);
    return await act();
  } finally {
    for (const one of customers) one.close();
  }
}

/** Reports on a store that has grown large, to its admin and a vendor of a third of it in turn, one at a time. */
export async function measureReports(bench: Bench): Promise<Figure[]> {
  const shop = await openLargeShop(bench);
  const server = await bench.serve(shop);
  const [admin, vendor, customer] = [
    await connectAs(server.url, 'admin'),
    await connectAs(server.url, shop.vendorIds[0] ?? ''),
    await connectAs(server.url, shop.customerIds[0] ?? ''),
  ];
  const size = shop.orders_count.toLocaleString('en');
  const figures: Figure[] = [];
  try {
    const beside_mails = await afterBurst(server.url, shop, () => untilReported(customer, admin, shop.variants_count));
    await untilSettled(shop);
    for (const [kind, ask] of Object.entries(questions(shop.orders_count))) {
      let asked = 0;
      const measured = await measure(1, bench.isShort ? 1 : bench.seconds / 3, async () => {
        asked += 1;
        const path = ask();
        const answer = await (asked % 2 === 0 ? admin : vendor).get(`/api/v1${path}`);
        if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
      });
      const name = `reports on ${size} orders, ${kind}`;
      figures.push(
        { name: `${name}: median`, value: measured.p50_ms, unit: 'ms' },
        { name: `${name}: 95th percentile`, value: measured.p95_ms, unit: 'ms', target },
      );
    }
    const delays: number[] = [];
    const orders_count = bench.isShort ? 5 : 20;
    for (let order = 0; order < orders_count; order += 1)
      delays.push(await untilReported(customer, admin, shop.variants_count));
    figures.push(
      {
        name: 'from an order to the report, at most',
        value: Math.max(...delays),
        unit: 'ms',
        target: { at_most: 2_000 },
      },
      {
        name: 'from an order to the report, right after a burst of orders',
        value: beside_mails,
        unit: 'ms',
        target: { at_most: 2_000 },
      },
    );
    return figures;
  } finally {
    for (const one of [admin, vendor, customer]) one.close();
    await server.stop();
  }
}
