import { setTimeout as delay } from 'node:timers/promises';
import type { Listener } from '../platform/database/listen.ts';
import type { Log } from '../platform/log.ts';
import { createAlarm } from './alarm.ts';
import { type Dispatching, dispatchBatch } from './dispatch-batch.ts';

/** Told by the database with each commit that wrote events. */
const eventsChannel = 'orderhouse_events';

const events_max = 1_000;
// An event waits for older transactions that are still open, and their end tells nobody: looked for soon, then rarely.
const wait_ms_min = 20;
const poll_every_ms = 1_000;
const failed_wait_ms_min = 100;
const failed_wait_ms_max = 5_000;
// What cannot be dispatched is found by ever smaller batches, and what lies before it goes on.
const shrink_by = 8;

export interface DispatcherParts extends Dispatching {
  listener: Listener;
  log: Pick<Log, 'error' | 'info'>;
}

export interface Dispatcher {
  /** Takes no more events, and resolves once the batch at hand is committed. */
  stop(): Promise<void>;
}

/** @returns how long to wait after so many failures in a row; a random part keeps processes from coming all at once. */
function failedWait_ms(failures: number): number {
  const longest = Math.min(failed_wait_ms_min * 2 ** failures, failed_wait_ms_max);
  return longest * (0.5 + Math.random() / 2);
}

/**
 * Turns the event log into jobs, in commit order, for as long as the process runs. Any number of processes may run one;
 * a batch at a time is dispatched among all of them, and whoever lives takes the next. Wakes on NOTIFY, and looks by
 * itself every second.
 */
export function startDispatcher({ listener, log, ...dispatching }: DispatcherParts): Dispatcher {
  const alarm = createAlarm();
  const stopping = new AbortController();
  const unhear = listener.on(eventsChannel, () => alarm.ring());

  const run = async (): Promise<void> => {
    let limit = events_max;
    let failures = 0;
    let wait_ms = wait_ms_min;
    while (!stopping.signal.aborted) {
      try {
        const dispatched = await dispatchBatch(dispatching, limit);
        const isFull = dispatched === limit;
        if (failures > 0) log.info({ failures }, 'the event log is dispatched again');
        failures = 0;
        limit = Math.min(limit * 2, events_max);
        if (isFull) continue;
        if (dispatched) wait_ms = wait_ms_min;
        wait_ms = (await alarm.wait(wait_ms)) ? wait_ms_min : Math.min(wait_ms * 2, poll_every_ms);
      } catch (error) {
        failures += 1;
        limit = Math.max(1, Math.floor(limit / shrink_by));
        log.error({ err: error, failures }, 'dispatching the event log failed, and is tried again');
        await delay(failedWait_ms(failures), undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  const ended = run();

  return {
    async stop() {
      unhear();
      stopping.abort();
      alarm.ring();
      await ended;
    },
  };
}
