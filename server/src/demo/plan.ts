import type { OrderInput } from '@orderhouse/contracts';
import type { Chance } from './chance.ts';
import { customers, type Range } from './people.ts';
import type { DemoProduct } from './products.ts';

/** Something that happened in the demo store's past, so many minutes before now. */
export type Step = { minutes_ago: number } & (
  | {
      deed: 'place';
      order: number;
      customer: number;
      lines: OrderInput['lines'];
      provider: 'manual' | 'simulated';
      notes?: string;
    }
  | { deed: 'pay'; order: number; by: 'customer' | 'admin'; outcome: 'approve' | 'decline' }
  | {
      deed: 'move';
      order: number;
      by: Range;
      to: 'processing' | 'shipped' | 'delivered';
      carrier?: string;
      tracking_number?: string;
    }
  | { deed: 'cancel'; order: number; by: 'customer' | 'admin'; reason: string }
  | { deed: 'count'; sku: string; counted: number }
);

type Fate = 'pending' | 'processing' | 'shipped' | 'delivered' | 'regretted' | 'declined' | 'withdrawn';

const orders_count = 150;
const orders_of_today = 12;
const day_minutes = 1_440;
export const history_days = 60;
/** After it, products that were counted are not sold any more. */
export const stocktake_minutes_ago = 240;

const carriers = ['Royal Mail', 'DPD', 'Evri', 'Parcelforce'];
const regrets = ['Ordered by mistake', 'Found one at home after all', 'Wrong colour chosen'];
const wishes = [
  'Please leave with a neighbour if out.',
  'It is a present: no invoice in the box, please.',
  'Ring the bell twice.',
];

/** Minutes before now at which each order was placed, oldest first: more of them lately, the last ones just now. */
function placements(chance: Chance): number[] {
  const earlier = Array.from({ length: orders_count - orders_of_today }, () => {
    const share = chance.between(0, 10_000) / 10_000;
    return (
      stocktake_minutes_ago + 60 + Math.round(share ** 1.4 * (history_days * day_minutes - stocktake_minutes_ago - 120))
    );
  });
  const today = Array.from({ length: orders_of_today }, (_, index) => 1 + index * 12 + chance.between(0, 6));
  return [...earlier, ...today].sort((one, other) => other - one);
}

function fateOf(minutesAgo: number, chance: Chance): Fate {
  const days = minutesAgo / day_minutes;
  if (minutesAgo < stocktake_minutes_ago) return minutesAgo > 20 && chance.percent(15) ? 'regretted' : 'pending';
  if (chance.percent(12)) return chance.pick(['regretted', 'declined', 'withdrawn']);
  if (days < 1) return chance.percent(80) ? 'processing' : 'shipped';
  if (days < 4) return chance.percent(20) ? 'processing' : chance.percent(75) ? 'shipped' : 'delivered';
  return 'delivered';
}

function basket(products: readonly DemoProduct[], chance: Chance): DemoProduct[] {
  const wanted = new Set<DemoProduct>();
  const lines = chance.between(1, 5);
  // The file is sorted by popularity, and so are the baskets.
  while (wanted.size < lines) wanted.add(chance.pick(chance.percent(60) ? products.slice(0, 50) : products));
  return [...wanted];
}

interface Placed {
  order: number;
  placed: number;
  fate: Fate;
  ranges: Range[];
  provider: 'manual' | 'simulated';
}

/** When something was done that takes up to so many minutes, and that has been done by now. */
const later = ({ placed }: Placed, share: number, minutes: number) =>
  placed - Math.max(1, Math.min(minutes, Math.floor(placed * share)));

function shipments(story: Placed, chance: Chance): Step[] {
  const { order, fate, ranges } = story;
  return ranges.flatMap((by, place): Step[] => {
    const move = { deed: 'move', order, by } as const;
    if (fate === 'processing' && place > 0 && chance.percent(50)) return [];
    const steps: Step[] = [{ ...move, to: 'processing', minutes_ago: later(story, 0.2, chance.between(8, 400)) }];
    if (fate === 'processing' || fate === 'withdrawn') return steps;
    const tracking_number = `OH${chance.between(100_000_000, 999_999_999)}GB`;
    const shipped = later(story, 0.5, chance.between(600, 2_400));
    steps.push({ ...move, to: 'shipped', minutes_ago: shipped, carrier: chance.pick(carriers), tracking_number });
    if (fate === 'shipped') return steps;
    return [...steps, { ...move, to: 'delivered', minutes_ago: later(story, 0.85, chance.between(2_600, 6_000)) }];
  });
}

function payment(story: Placed, chance: Chance): Step[] {
  const { order, placed, fate, provider } = story;
  if (fate === 'regretted' || fate === 'withdrawn') return [];
  if (provider === 'simulated') {
    const outcome = fate === 'declined' ? 'decline' : 'approve';
    return [{ deed: 'pay', order, by: 'customer', outcome, minutes_ago: placed - 0.5 }];
  }
  const paid = placed - chance.between(1_000, 12_000);
  return paid > 0 ? [{ deed: 'pay', order, by: 'admin', outcome: 'approve', minutes_ago: paid }] : [];
}

function ending(story: Placed, chance: Chance): Step[] {
  const { order, placed, fate } = story;
  // Within the five minutes in which a customer may.
  if (fate === 'regretted')
    return [{ deed: 'cancel', order, by: 'customer', reason: chance.pick(regrets), minutes_ago: placed - 3 }];
  if (fate !== 'withdrawn') return [];
  return [
    { deed: 'cancel', order, by: 'admin', reason: 'Damaged in the warehouse', minutes_ago: later(story, 0.6, 1_000) },
  ];
}

/** The past of the demo store, oldest first. Pure, and the same for the same chance. */
export function planHistory(products: readonly DemoProduct[], chance: Chance): Step[] {
  const sold = products.filter((product) => product.status === 'active');
  const soldToday = sold.filter((product) => product.counted === null);
  const steps = placements(chance).flatMap((placed, order): Step[] => {
    const fate = fateOf(placed, chance);
    const wanted = basket(placed < stocktake_minutes_ago ? soldToday : sold, chance);
    const provider = fate === 'declined' || chance.percent(60) ? 'simulated' : 'manual';
    const lines = wanted.map(({ sku }) => ({
      sku,
      quantity: chance.percent(70) ? chance.between(1, 3) : chance.between(4, 12),
    }));
    const story: Placed = { order, placed, fate, provider, ranges: [...new Set(wanted.map(({ range }) => range))] };
    const notes = chance.percent(12) ? { notes: chance.pick(wishes) } : {};
    // The first customer is the one whose password the reader knows; it orders more than the others.
    const customer = chance.percent(20) ? 0 : chance.between(0, customers.length - 1);
    const moves = ['pending', 'regretted', 'declined'].includes(fate) ? [] : shipments(story, chance);
    const place: Step = { deed: 'place', order, customer, lines, provider, ...notes, minutes_ago: placed };
    return [place, ...payment(story, chance), ...moves, ...ending(story, chance)];
  });
  for (const { sku, counted } of sold) {
    if (counted !== null) steps.push({ deed: 'count', sku, counted, minutes_ago: stocktake_minutes_ago });
  }
  return steps.sort((one, other) => other.minutes_ago - one.minutes_ago);
}
