import type { Bench } from '../bench.ts';
import { type Figure, ratio } from '../figures.ts';
import { generatedPaths } from '../generate-categories.ts';
import { inTurns, measure } from '../load.ts';
import { type Connected, connectTo, leastAnswer } from '../server.ts';
import type { Shop } from '../shop.ts';

const variants = { short: 20_000, full: 1_000_000 };

const below = (count: number) => Math.floor(Math.random() * count);
const oneOf = <T>(things: readonly [T, ...T[]]): T => things[below(things.length)] ?? things[0];

/** Words of the shop's names, from the most frequent to the rarest. */
const words = [
  'bag',
  'set',
  'red',
  'heart',
  'white',
  'jumbo',
  'paper',
  'kitchen',
  'butterfly',
  'chocolate',
  'antique',
  'ornament',
  'toadstool',
  'candleholder',
  'lantern',
] as const;
const makers = ['martalo', 'velora', 'kimora', 'sorista', 'belanna', 'gridon', 'marilo', 'corvi'] as const;
const mistyped = [
  'lantren',
  'choclate',
  'butterfyl',
  'antiqe',
  'ornamnet',
  'todstool',
  'candelholder',
  'kitchne',
] as const;

const typedPart = (word: string) => word.slice(0, 2 + below(word.length - 1));

/** What people type: beginnings, words, several of them, SKUs, and errors. */
function questions(shop: Shop) {
  const two = () => `${oneOf(words)} ${typedPart(oneOf(words))}`;
  const filters: readonly [() => string, ...(() => string)[]] = [
    () => `&category=${encodeURIComponent(generatedPaths.large)}`,
    () => `&category=${encodeURIComponent(generatedPaths.middling)}`,
    () => `&vendor_id=${shop.vendorIds[below(shop.vendorIds.length)]}`,
    () => '&available=true',
    () => `&price_min=${100 + below(10_000)}&price_max=${20_000 + below(40_000)}`,
  ];
  const path = (q: string, rest = '') => `/api/v1/products/search?q=${encodeURIComponent(q)}${rest}`;
  return {
    'a beginning of two letters or more': () => path(typedPart(oneOf([...words, ...makers]))),
    'one word': () => path(oneOf([...words, ...makers])),
    'two words, the last unfinished': () => path(two()),
    'three words': () => path(`${oneOf(makers)} ${two()}`),
    'with a typing error': () => path(oneOf(mistyped)),
    'a SKU': () => path(`sku${below(shop.variants_count)}`),
    'words with a filter': () => path(oneOf([two, () => oneOf(words)])(), oneOf(filters)()),
  };
}

/** As a visitor reads: one after the other. */
async function ask(visitor: Connected, question: () => string, seconds: number) {
  return measure(1, seconds, async () => {
    const path = question();
    const answer = await visitor.get(path);
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
  });
}

/** Searches of a visitor with facets, a page of 20 products each, in a catalogue of a million variants. */
export async function measureSearch(bench: Bench): Promise<Figure[]> {
  const variants_count = bench.isShort ? variants.short : variants.full;
  const what = { is_varied: true, is_searchable: true, has_best_sellers: true };
  const size = { variants_count, orders_count: 1_000, vendors_count: 50, ...what };
  const seconds = bench.isShort ? 2 : bench.seconds;
  const shop = await bench.shop(size, 'search');
  const server = await bench.serve(shop);
  const visitor = connectTo(server.url, {});
  try {
    const kinds = questions(shop);
    const mixture = () => oneOf(Object.values(kinds) as [() => string])();
    // PostgreSQL's cache is warm where it is measured.
    await ask(visitor, mixture, seconds);
    const figures: Figure[] = [];
    for (const [name, question] of Object.entries(kinds)) {
      const { p50_ms, p95_ms } = await ask(visitor, question, seconds / 3);
      figures.push({ name: `search, ${name}: median`, value: p50_ms, unit: 'ms' });
      figures.push({ name: `search, ${name}: 95th percentile`, value: p95_ms, unit: 'ms' });
    }
    const { all, least } = await inTurns(seconds, {
      all: (part_s) => ask(visitor, mixture, part_s),
      least: (part_s) => ask(visitor, () => leastAnswer, part_s / 2),
    });
    return [
      ...figures,
      { name: 'search, all of these: 95th percentile', value: all.p95_ms, unit: 'ms', target: { at_most: 30 } },
      ratio('search, all of these ÷ the least answer, medians', all.p50_ms / least.p50_ms, { at_most: 12 }),
    ];
  } finally {
    visitor.close();
    await server.stop();
  }
}
