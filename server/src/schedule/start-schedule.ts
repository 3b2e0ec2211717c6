import { setTimeout as delay } from 'node:timers/promises';
import { pruneStores } from './prune-stores.ts';
import { runSchedule } from './run-schedule.ts';
import type { Background } from './work-off.ts';

/** One look at all stores. `isStopping` is asked between them. */
type Round = (runtime: Background['runtime'], isStopping: () => boolean) => Promise<void>;

export interface ScheduleOptions {
  /** Between two looks for orders that are due. */
  every_seconds: number;
  /** What else is looked for as often, in all stores, by whichever module it is of. */
  rounds?: readonly Round[];
  /** Between two looks for what is old. It is kept for days: an hour more does not matter. */
  prune_every_seconds?: number;
}

export interface Schedule {
  /** Looks no more, and resolves once the batch at hand is committed. */
  stop(): Promise<void>;
}

/**
 * Looks at once, and then again and again until it is stopped; a look that takes longer delays the next of its kind, and
 * no other.
 */
export function startSchedule(
  background: Background,
  { every_seconds, rounds = [], prune_every_seconds = 3_600 }: ScheduleOptions,
): Schedule {
  const stopping = new AbortController();
  const { signal } = stopping;
  const repeat = async (work: typeof runSchedule, seconds: number): Promise<void> => {
    while (!signal.aborted) {
      await work(background, () => signal.aborted).catch((error) =>
        background.log.error({ err: error }, 'the schedule failed, and is tried again'),
      );
      // Cut short by stopping, and by nothing else.
      await delay(seconds * 1_000, undefined, { signal }).catch(() => undefined);
    }
  };
  const ended = Promise.all([
    repeat(runSchedule, every_seconds),
    repeat(pruneStores, prune_every_seconds),
    ...rounds.map((round) => repeat(({ runtime }, isStopping) => round(runtime, isStopping), every_seconds)),
  ]);
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
