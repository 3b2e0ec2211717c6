import { setTimeout as delay } from 'node:timers/promises';
import { createAlarm, type LogPosition, readEndOfLog, readLogAfter, type WakeUps } from '../events/index.ts';
import type { Database } from '../platform/database/database.ts';
import type { Log } from '../platform/log.ts';
import { createLiveEvent, type LiveEvent } from './live-event.ts';
import { createRecentEvents } from './recent-events.ts';

const events_max = 500;
const remembered_max = 500;
// However often it is woken: under load it reads many events at once instead of each by itself.
const rest_ms = 15;
// An event waits for older transactions that are still open, and their end tells nobody: looked for soon, then rarely.
const wait_ms_min = 20;
const poll_every_ms = 1_000;

/** Whom the tail hands on to: a batch at a time, in commit order, of one store, whoever may see it. */
export type Hear = (events: readonly LiveEvent[]) => void;

/** One reader's place at the tail. */
export interface Place {
  /** Up to where the log was read. */
  position(): LogPosition;
  /**
   * Hands on everything after a position, at once or as it comes.
   * @returns false when that is further back than is remembered: read the log itself, and ask again.
   */
  join(storeId: string, after: LogPosition, hear: Hear): boolean;
  /** Hears no more, and may join again. */
  part(): void;
  leave(): void;
}

/** The one reader of the log's end in this process. It reads only while somebody has a place. */
export interface Tail {
  /** @throws what the database said, when the end of the log could not be read. */
  enter(): Promise<Place>;
  /** Resolves when it has read for the last time. */
  close(): Promise<void>;
}

interface TailParts {
  database: Database;
  wakeUps: WakeUps;
  log: Pick<Log, 'warn' | 'info'>;
}

/** The tail from when somebody came until everybody has left. */
function startReading({ database, wakeUps, log }: TailParts, from: LogPosition) {
  const recent = createRecentEvents(from, remembered_max);
  const stores = new Map<string, Set<Hear>>();
  const alarm = createAlarm();
  const unhear = wakeUps.on(() => alarm.ring());
  let stopped = false;

  const handOn = (events: readonly LiveEvent[]) => {
    recent.add(events);
    for (const [storeId, ofStore] of Map.groupBy(events, ({ logged }) => logged.store_id)) {
      for (const hear of stores.get(storeId) ?? []) hear(ofStore);
    }
  };
  const read = async (): Promise<number> => {
    const read = await database.transactAsSystem((connection) => readLogAfter(connection, recent.position, events_max));
    handOn(read.map(createLiveEvent));
    return read.length;
  };
  const run = async (): Promise<void> => {
    let wait_ms = wait_ms_min;
    let isAway = false;
    while (!stopped) {
      try {
        const count = await read();
        if (isAway) log.info({}, 'the event log is read again');
        isAway = false;
        if (count === events_max) continue;
        if (count > 0) wait_ms = wait_ms_min;
      } catch (error) {
        if (!isAway) log.warn({ err: error }, 'reading the event log failed, and is tried again');
        isAway = true;
        wait_ms = poll_every_ms;
      }
      await delay(rest_ms);
      wait_ms = (await alarm.wait(wait_ms)) ? wait_ms_min : Math.min(wait_ms * 2, poll_every_ms);
    }
  };
  return {
    recent,
    stores,
    ended: run(),
    stop() {
      stopped = true;
      unhear();
      alarm.ring();
    },
  };
}

type Reading = ReturnType<typeof startReading>;

function join({ recent, stores }: Reading, storeId: string, after: LogPosition, hear: Hear): boolean {
  const missed = recent.after(after);
  if (missed === null) return false;
  const hearers = stores.get(storeId) ?? new Set();
  stores.set(storeId, hearers.add(hear));
  hear(missed.filter(({ logged }) => logged.store_id === storeId));
  return true;
}

function part({ stores }: Reading, storeId: string, hear: Hear): void {
  const hearers = stores.get(storeId);
  hearers?.delete(hear);
  if (hearers?.size === 0) stores.delete(storeId);
}

export function createTail(parts: TailParts): Tail {
  const unfinished = new Set<Promise<unknown>>();
  let current: { reading: Promise<Reading>; places: number } | null = null;
  let closed = false;

  const begin = () => {
    const reading = parts.database.transactAsSystem(readEndOfLog).then((end) => {
      const begun = startReading(parts, end);
      unfinished.add(begun.ended);
      void begun.ended.finally(() => unfinished.delete(begun.ended));
      return begun;
    });
    return { reading, places: 0 };
  };
  const leaveRun = async (run: NonNullable<typeof current>) => {
    run.places -= 1;
    if (run.places > 0) return;
    if (current === run) current = null;
    (await run.reading).stop();
  };

  return {
    async enter() {
      if (closed) throw new Error('the tail is closed');
      current ??= begin();
      const run = current;
      run.places += 1;
      const reading = await run.reading.catch((error) => {
        if (current === run) current = null;
        throw error;
      });
      let joined: [storeId: string, hear: Hear] | null = null;
      let left = false;
      const partNow = () => {
        if (joined) part(reading, ...joined);
        joined = null;
      };
      return {
        position: () => reading.recent.position,
        join(storeId, after, hear) {
          const isJoined = join(reading, storeId, after, hear);
          if (isJoined) joined = [storeId, hear];
          return isJoined;
        },
        part: partNow,
        leave() {
          if (left) return;
          left = true;
          partNow();
          void leaveRun(run);
        },
      };
    },
    async close() {
      closed = true;
      await Promise.all(unfinished);
    },
  };
}
