import type { Bench } from '../bench.ts';
import { type Figure, memoryFigure, ratio } from '../figures.ts';
import { inTurns } from '../load.ts';
import { type Connected, connectCustomers, type MeasuredServer } from '../server.ts';
import type { Shop } from '../shop.ts';
import { placeOverHttp } from './place-orders.ts';

const connections = 64;
const rows = { short: 50_000, full: 1_000_000 };

/** A store that has grown large: the same for every scenario of a run that asks for it. */
export function openLargeShop(bench: Bench): Promise<Shop> {
  const count = bench.isShort ? rows.short : rows.full;
  return bench.shop({ variants_count: count, orders_count: count }, 'large');
}

/** Orders in a database that has grown large, against the same in a small one that is as fresh. */
export async function measureLargeDatabase(bench: Bench): Promise<Figure[]> {
  const began = performance.now();
  const large = await openLargeShop(bench);
  const filled_s = (performance.now() - began) / 1_000;
  const small = await bench.shop({ variants_count: 1_000, orders_count: 1_000 }, 'small');
  const opened: { server: MeasuredServer; customers: Connected[] }[] = [];
  const openTo = async (shop: Shop) => {
    const server = await bench.serve(shop);
    const customers = await connectCustomers(server.url, shop, connections);
    opened.push({ server, customers });
    return { server, place: (seconds: number) => placeOverHttp(customers, shop.variants_count, seconds) };
  };
  try {
    const toSmall = await openTo(small);
    const toLarge = await openTo(large);
    const { inSmall, inLarge } = await inTurns(bench.seconds, { inSmall: toSmall.place, inLarge: toLarge.place });
    const size = large.orders_count.toLocaleString('en');
    return [
      { name: `a database with ${size} variants and ${size} orders, made in`, value: filled_s, unit: 's' },
      { name: 'orders over HTTP in it', value: inLarge.per_second, unit: 'orders/s' },
      { name: 'orders over HTTP with 1,000 of each', value: inSmall.per_second, unit: 'orders/s' },
      ratio('orders in the large database ÷ in the small one', inLarge.per_second / inSmall.per_second, {
        at_least: 0.7,
      }),
      memoryFigure('memory of the server on the large one, at most', await toLarge.server.memory_mib()),
    ];
  } finally {
    for (const { server, customers } of opened) {
      for (const customer of customers) customer.close();
      await server.stop();
    }
  }
}
