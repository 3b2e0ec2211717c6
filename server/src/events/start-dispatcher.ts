import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '../platform/database/is-database-away.ts';
import type { Log } from '../platform/log.ts';
import { createAlarm } from './alarm.ts';
import { type Dispatching, dispatchBatch, ReactionFailed } from './dispatch-batch.ts';
import { positionText } from './logged-event.ts';
import { setAside } from './set-aside.ts';
import type { WakeUps } from './wake-ups.ts';
import { watchHorizon } from './watch-horizon.ts';

const events_max = 1_000;
// An event waits for older transactions that are still open, and their end tells nobody: looked for soon, then rarely.
const wait_ms_min = 20;
const poll_every_ms = 1_000;
const failed_wait_ms_min = 100;
const failed_wait_ms_max = 5_000;
// What cannot be dispatched is found by ever smaller batches, and what lies before it goes on.
const shrink_by = 8;
// About half a minute: what a reaction asks may be away for a moment, and that is no event's fault.
const failures_of_one_max = 10;

export interface DispatcherParts extends Dispatching {
  wakeUps: Pick<WakeUps, 'on'>;
  log: Pick<Log, 'error' | 'warn' | 'info'>;
  /** How often one event may fail before it is set aside; otherwise than usual only where that is tested. */
  failures_max?: number;
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

/** Counts how often in a row one event alone has failed by itself. */
function noteFailures() {
  let place = '';
  let times = 0;
  return (error: unknown) => {
    const isItsFault = error instanceof ReactionFailed && error.events.length === 1 && !isDatabaseAway(error.cause);
    const [at] = isItsFault ? error.events : [];
    const here = at ? positionText(at) : '';
    times = here === place ? times + 1 : 1;
    place = here;
    return at ? { at, times } : null;
  };
}

/**
 * Turns the event log into jobs, in commit order, for as long as the process runs. Any number of processes may run one;
 * a batch at a time is dispatched among all of them, and whoever lives takes the next. Woken when events were
 * written, and looks by itself every second. An event that cannot be dispatched is set aside as a failed job.
 */
export function startDispatcher({
  wakeUps,
  log,
  failures_max = failures_of_one_max,
  ...dispatching
}: DispatcherParts): Dispatcher {
  const alarm = createAlarm();
  const stopping = new AbortController();
  const unhear = wakeUps.on(() => alarm.ring());
  const horizon = watchHorizon(dispatching.runtime, log);
  const note = noteFailures();

  const handle = async (error: unknown, failures: number): Promise<void> => {
    log.error({ err: error, failures }, 'dispatching the event log failed, and is tried again');
    const stuck = note(error);
    if (stuck === null || stuck.times < failures_max) return;
    const event = positionText(stuck.at);
    const isAside = await setAside(dispatching, stuck.at, stuck.times, error).catch((reason) =>
      log.error({ err: reason, event }, 'an event could not be set aside, and is tried again'),
    );
    if (isAside) log.error({ event }, 'an event was set aside as a failed job; those after it go on');
  };

  const run = async (): Promise<void> => {
    let limit = events_max;
    let failures = 0;
    let wait_ms = wait_ms_min;
    while (!stopping.signal.aborted) {
      try {
        const dispatched = await dispatchBatch(dispatching, limit);
        const isFull = dispatched === limit;
        // Null, for another has the turn, says nothing of what failed here.
        if (dispatched !== null) {
          if (failures > 0) log.info({ failures }, 'the event log is dispatched again');
          failures = 0;
          limit = Math.min(limit * 2, events_max);
        }
        if (isFull) continue;
        if (dispatched) wait_ms = wait_ms_min;
        if (dispatched === 0) await horizon.look();
        wait_ms = (await alarm.wait(wait_ms)) ? wait_ms_min : Math.min(wait_ms * 2, poll_every_ms);
      } catch (error) {
        failures += 1;
        limit = Math.max(1, Math.floor(limit / shrink_by));
        await handle(error, failures);
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
