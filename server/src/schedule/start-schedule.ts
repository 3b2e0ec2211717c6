import { setTimeout as delay } from 'node:timers/promises';
import { runSchedule } from './run-schedule.ts';
import type { Background } from './work-off.ts';

export interface ScheduleOptions {
  every_seconds: number;
}

export interface Schedule {
  /** Looks no more, and resolves once the batch at hand is committed. */
  stop(): Promise<void>;
}

/** Looks at once, and then again and again until it is stopped; a look that takes longer delays the next. */
export function startSchedule(background: Background, { every_seconds }: ScheduleOptions): Schedule {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await runSchedule(background, () => signal.aborted).catch((error) =>
        background.log.error({ err: error }, 'the schedule failed, and is tried again'),
      );
      // Cut short by stopping, and by nothing else.
      await delay(every_seconds * 1_000, undefined, { signal }).catch(() => undefined);
    }
  };
  const ended = run();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
