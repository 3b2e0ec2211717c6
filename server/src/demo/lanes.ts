/** Runs pieces of work side by side, begun in the order given; pieces of one lane wait for each other. */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #side_by_side_max: number;

  constructor(side_by_side_max: number) {
    this.#side_by_side_max = side_by_side_max;
  }

  /** Resolves when the work has begun. Throws what an earlier piece threw. */
  async begin(lanes: readonly string[], work: () => Promise<void>): Promise<void> {
    while (this.#underWay.size >= this.#side_by_side_max) await Promise.race(this.#underWay);
    const before = lanes.map((lane) => this.#tails.get(lane));
    const mine = Promise.all(before).then(work);
    for (const lane of lanes) this.#tails.set(lane, mine);
    this.#underWay.add(mine);
    // Its failure stays in the set, where the next to begin, or to wait for all, meets it.
    mine.then(() => this.#underWay.delete(mine)).catch(() => undefined);
  }

  async all(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
