import type { Bench } from '../bench.ts';
import { type Figure, ratio } from '../figures.ts';
import { generatedPaths } from '../generate-categories.ts';
import { inTurns, measure } from '../load.ts';
import { type Connected, connectAs, connectTo, leastAnswer } from '../server.ts';
import type { Shop } from '../shop.ts';

const variants = { short: 20_000, full: 1_000_000 };
const sorts = ['-created_at', 'created_at', 'name', '-name', 'unit_price', '-unit_price'] as const;
const price_max = 65_000;

/** Asked by those alone who may see it. */
const stock_kind = 'stock, the scarcest first';

type Query = Readonly<Record<string, string | number | boolean>>;

const below = (count: number) => Math.floor(Math.random() * count);
const oneOf = <T>(things: readonly T[]): T => {
  const thing = things[below(things.length)];
  if (thing === undefined) throw new Error('one of nothing');
  return thing;
};

/** Where a list goes on in the middle of it, as `next_cursor` would say after thousands of pages. */
function deepCursor(sort: string, count: number, { price_min = 0, price_max: most = price_max }: Query): string {
  const n = below(count);
  const [least, width] = [Number(price_min), Math.min(Number(most), price_max) - Number(price_min)];
  const places: Readonly<Record<string, string | number>> = {
    created_at: new Date(Date.UTC(2024, 0, 1) + n * 1_000).toISOString(),
    name: `Product ${n}`,
    unit_price: least + below(Math.max(1, width)),
  };
  const id = '01800000-0000-7000-8001-000000000000';
  return Buffer.from(JSON.stringify([sort, places[sort.replace('-', '')], id])).toString('base64url');
}

/** What is asked for. No two questions are alike, so that nothing is answered from a cache. */
function questions(shop: Shop) {
  const price = (width: number) => {
    const price_min = below(price_max - width);
    return { price_min, price_max: price_min + width + below(9) };
  };
  const { large, middling, tiny } = generatedPaths;
  const filters: readonly (() => Query)[] = [
    () => ({ category: large }),
    () => ({ category: middling }),
    () => ({ category: tiny }),
    () => ({ vendor_id: oneOf(shop.vendorIds) }),
    () => ({ status: oneOf(['active', 'draft', 'archived', 'draft,archived']) }),
    () => price(20),
    () => price(5_000),
    () => ({ available: true }),
    () => ({ available: false }),
  ];
  const several: readonly (() => Query)[] = [
    () => ({ category: large, available: true, ...price(2_000) }),
    () => ({ category: large, vendor_id: oneOf(shop.vendorIds) }),
    () => ({ category: middling, ...price(500) }),
    () => ({ category: tiny, vendor_id: oneOf(shop.vendorIds) }),
    () => ({ category: large, available: false }),
    () => ({ vendor_id: oneOf(shop.vendorIds), available: true, ...price(2_000) }),
    () => ({ status: 'active', available: false, ...price(1_000) }),
  ];
  const shelves: readonly (() => Record<string, string>)[] = [
    () => ({}),
    () => ({ low: 'true' }),
    () => ({ low: 'false' }),
    () => ({ sku: `SKU${below(shop.variants_count)}` }),
    () => ({ sku: `SKU${1 + below(999)}` }),
    () => ({ vendor_id: oneOf(shop.vendorIds) }),
  ];
  // Nobody has asked for just this before.
  const fresh = () => ({ price_max: 900_000_000 + below(100_000_000) });
  const listed = (query: Query) =>
    `/products?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, `${v}`]))}`;
  const list = (query: Query) => listed({ limit: 24, sort: oneOf(sorts), ...fresh(), ...query });
  const deep = (query: Query) => {
    const sort = oneOf(sorts);
    return list({ ...query, sort, cursor: deepCursor(sort, shop.variants_count, query) });
  };
  return {
    'first page, in each order': () => list({}),
    'with one filter': () => list(oneOf(filters)()),
    'with several filters': () => list(oneOf(several)()),
    'deep in the list, filtered or not': () => deep(oneOf([() => ({}), ...filters])()),
    'one product': () => `/products/${anyProductId(shop)}`,
    [stock_kind]: () => `/stock?${new URLSearchParams(oneOf(shelves)())}`,
  };
}

const targets_ms: Readonly<Record<string, number>> = { 'one product': 5 };
/** Medians, as multiples of the least answer in the same turns. */
const ratios_max: Readonly<Record<string, number>> = { 'one product': 3 };
const list_ratio_max = 7;

/** An id of a product as the generated store has them; not each is there, or for everybody to see. */
function anyProductId(shop: Shop): string {
  const n = below(shop.variants_count).toString(16);
  return `0180${n.padStart(8, '0').replace(/^(.{4})/, '$1-')}-7000-8001-${n.padStart(12, '0')}`;
}

/**
 * What people browse, in a store of a million variants and 312 categories: lists by visitors, customers, vendors and admins
 * in turn, one at a time, each another than before, so that PostgreSQL answers and no cache; against the least answer.
 */
export async function measureCatalogue(bench: Bench): Promise<Figure[]> {
  const variants_count = bench.isShort ? variants.short : variants.full;
  const size = { variants_count, orders_count: 1_000, vendors_count: 200, is_varied: true };
  const shop = await bench.shop(size, 'catalogue');
  // What a store so large gives the worker to do is not what is measured here.
  const server = await bench.serve(shop, 'api');
  const people: Connected[] = [
    connectTo(server.url, {}),
    await connectAs(server.url, shop.customerIds[0] ?? ''),
    await connectAs(server.url, shop.vendorIds[0] ?? ''),
    await connectAs(server.url, 'admin'),
  ];
  const figures: Figure[] = [];
  let asked = 0;
  const read = async (kind: string, path: string) => {
    asked += 1;
    const asking = kind === stock_kind ? people.slice(-2) : people;
    const answer = await asking[asked % asking.length]?.get(path);
    // Not everybody sees every product.
    if (answer?.status === 404 && kind === 'one product') return;
    if (answer?.status !== 200) throw new Error(`${path} was answered ${answer?.status}: ${answer?.text}`);
  };
  try {
    for (const [kind, ask] of Object.entries(questions(shop))) {
      const { measured, least } = await inTurns(bench.isShort ? 2 : bench.seconds, {
        measured: (seconds) => measure(1, seconds, () => read(kind, `/api/v1${ask()}`)),
        least: (seconds) => measure(1, seconds / 2, () => read('least answer', leastAnswer)),
      });
      const name = `${variants_count.toLocaleString('en')} variants, ${kind}`;
      figures.push(
        { name: `${name}: median`, value: measured.p50_ms, unit: 'ms' },
        {
          name: `${name}: 95th percentile`,
          value: measured.p95_ms,
          unit: 'ms',
          target: { at_most: targets_ms[kind] ?? 20 },
        },
        ratio(`${kind} ÷ the least answer, medians`, measured.p50_ms / least.p50_ms, {
          at_most: ratios_max[kind] ?? list_ratio_max,
        }),
      );
    }
    return figures;
  } finally {
    for (const one of people) one.close();
    await server.stop();
  }
}
