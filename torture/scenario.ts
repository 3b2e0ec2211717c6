import { setTimeout as delay } from 'node:timers/promises';
import { type Chance, chanceFrom } from '../server/src/demo/chance.ts';
import { shopUntil } from './customer.ts';
import type { Ledger, Tally } from './ledger.ts';
import { type Kill, planKills, type Rhythm } from './plan.ts';
import type { Shop } from './shop.ts';
import { keepStockUntil } from './stock-keeper.ts';
import type { Victim } from './victim.ts';

/** What is killed while customers shop, and how often each kind of it. */
export interface Scenario {
  name: string;
  dangers: readonly { victims: readonly Victim[]; rhythm: Rhythm }[];
}

export interface Run {
  shop: Shop;
  ledger: Ledger;
  seed: number;
  duration_ms: number;
}

interface Deed {
  plan: readonly Kill[];
  victims: readonly Victim[];
}

async function carryOut({ plan, victims }: Deed, began: number, until: number, tally: Tally) {
  for (const { at_ms, victim } of plan) {
    await delay(Math.max(0, began + at_ms - performance.now()));
    await victims.find(({ name }) => name === victim)?.kill(until);
    tally.kills += 1;
  }
}

/** Lets everybody shop while the plan of the seed is carried out. Resolves when all have their answers. */
export async function runScenario({ name, dangers }: Scenario, run: Run): Promise<Tally> {
  const { shop, ledger, seed, duration_ms } = run;
  const tally = ledger.nextTally();
  // Each has chances of its own, so that what one does next does not hang on how fast the others are.
  const chanceOf = (index: number): Chance => chanceFrom(seed + 1_000 * (index + 1));
  const plans = dangers.map(({ victims, rhythm }, index) => {
    const names = victims.map((victim) => victim.name);
    return { victims, plan: planKills(chanceFrom(seed + 100 * index), names, duration_ms, rhythm) };
  });
  const began = performance.now();
  const until = began + duration_ms;
  const shopping = shop.customers.map((_, index) =>
    shopUntil(until, index, name, { shop, ledger, chance: chanceOf(index) }),
  );
  const stocking = keepStockUntil(until, name, { shop, ledger, chance: chanceOf(shopping.length) });
  const killing = plans.map((deed) => carryOut(deed, began, until, tally));
  await Promise.all([...shopping, stocking, ...killing]);
  return tally;
}
