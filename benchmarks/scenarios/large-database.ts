import { type Bench, smallShop } from '../bench.ts';
import { type Figure, ratio } from '../figures.ts';
import { inTurns } from '../load.ts';
import type { MeasuredServer } from '../server.ts';
import type { Shop } from '../shop.ts';
import { placeOverHttp } from './place-orders.ts';

const connections = 64;
const rows = { short: 50_000, full: 1_000_000 };

/** Orders in a database that has grown large, against the same in a small one. */
export async function measureLargeDatabase(bench: Bench): Promise<Figure[]> {
  const count = bench.isShort ? rows.short : rows.full;
  const began = performance.now();
  const large = await bench.shop({ variants_count: count, orders_count: count });
  const filled_s = (performance.now() - began) / 1_000;
  const small = await bench.shop(smallShop);
  const servers: MeasuredServer[] = [];
  const placeIn = async (shop: Shop) => {
    const server = await bench.serve(shop);
    servers.push(server);
    return (seconds: number) => placeOverHttp(server.url, shop, connections, shop.variants_count, seconds);
  };
  try {
    const { inSmall, inLarge } = await inTurns(bench.seconds, {
      inSmall: await placeIn(small),
      inLarge: await placeIn(large),
    });
    const size = count.toLocaleString('en');
    return [
      { name: `a database with ${size} variants and ${size} orders, made in`, value: filled_s, unit: 's' },
      { name: 'orders over HTTP in it', value: inLarge.per_second, unit: 'orders/s' },
      { name: 'orders over HTTP with 1,000 of each', value: inSmall.per_second, unit: 'orders/s' },
      ratio('orders in the large database ÷ in the small one', inLarge.per_second / inSmall.per_second, {
        at_least: 0.7,
      }),
    ];
  } finally {
    for (const server of servers) await server.stop();
  }
}
