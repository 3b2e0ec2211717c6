/** Numbers that look like chance and are the same at every start: each demo store has the same orders. */
export interface Chance {
  /** A whole number from `from` to `to`, both inclusive. */
  between(from: number, to: number): number;
  /** True in so many of a hundred cases. */
  percent(of: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32, by Tommy Ettinger (public domain): good enough to deal orders, never for secrets. */
export function chanceFrom(seed: number): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    percent: (of) => next() * 100 < of,
    pick: (from) => {
      const picked = from[Math.floor(next() * from.length)];
      if (picked === undefined) throw new Error('there is nothing to pick from');
      return picked;
    },
  };
}
