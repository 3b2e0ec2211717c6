/** The jobs that run in this process. The same one may run twice, when its lock was lost in between. */
export interface HeldJobs {
  /** @param by as whom it is locked. */
  hold<T>(id: string, by: string, run: () => Promise<T>): Promise<T>;
  /** Of those that run: their ids, and as whom they are locked. */
  locks(): { ids: string[]; by: string[] };
  /** Resolves when none runs. */
  idle(): Promise<void>;
}

export function createHeldJobs(): HeldJobs {
  const held = new Set<{ id: string; by: string; ended: Promise<unknown> }>();
  return {
    hold(id, by, run) {
      const ended = run();
      const mine = { id, by, ended };
      held.add(mine);
      return ended.finally(() => held.delete(mine));
    },
    locks() {
      const all = [...held];
      return { ids: all.map(({ id }) => id), by: all.map(({ by }) => by) };
    },
    async idle() {
      while (held.size > 0) {
        await Promise.allSettled([...held].map(({ ended }) => ended));
        // What has ended leaves the set a moment later.
        await Promise.resolve();
      }
    },
  };
}
