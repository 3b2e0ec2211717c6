import type { Chance } from '../server/src/demo/chance.ts';

/** When what is killed, in milliseconds from the beginning of its scenario. */
export interface Kill {
  at_ms: number;
  victim: string;
}

/** How often a scenario kills: so far from one kill to the next, and at most so many within a minute. */
export interface Rhythm {
  gap_ms_min: number;
  gap_ms_max: number;
  per_minute_max: number;
}

const minute_ms = 60_000;

/** Plans the kills of one scenario. The same chance plans the same kills. */
export function planKills(chance: Chance, victims: readonly string[], duration_ms: number, rhythm: Rhythm): Kill[] {
  const plan: Kill[] = [];
  for (let at_ms = 0; ; ) {
    const ofMinuteBefore = plan.at(-rhythm.per_minute_max);
    const earliest = ofMinuteBefore === undefined ? 0 : ofMinuteBefore.at_ms + minute_ms;
    at_ms = Math.max(at_ms + chance.between(rhythm.gap_ms_min, rhythm.gap_ms_max), earliest);
    const victim = chance.pick(victims);
    if (at_ms >= duration_ms) return plan;
    plan.push({ at_ms, victim });
  }
}
