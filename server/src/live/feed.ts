import { comparePositions, type LogPosition, positionText, readEndOfLog, readLogPage } from '../events/index.ts';
import type { Authority } from '../platform/database/authority.ts';
import type { Database } from '../platform/database/database.ts';
import { createLiveEvent, type LiveEvent } from './live-event.ts';
import { maySeeEvent } from './may-see-event.ts';
import type { Place, Tail } from './tail.ts';

/** What may wait to be taken by a reader. Past it the reader is behind, and gets the rest from the log at its own pace. */
const unsent_bytes_max = 262_144;
/** A reader that is behind and does not take what waits within this time is cut off; it knows its last id. */
const take_within_ms = 5_000;
const page_max = 200;

/** Why a feed ends by our doing. */
export type EndReason = 'too_slow' | 'session_ended' | 'token_expired' | 'unavailable' | 'closing' | 'silent';

/** How one reader is reached. */
export interface Outlet {
  send(events: readonly LiveEvent[]): void;
  /** Tells how far the feed has come, when there is nothing else to tell. */
  mark(position: string): void;
  /** Bytes that were sent and not taken yet. */
  unsentBytes(): number;
  /** Resolves when what was sent has been taken, or never will be. */
  drained(): Promise<void>;
  end(reason: EndReason): void;
}

export interface Feed {
  /** Up to where everything was sent; null before it has begun. */
  position(): LogPosition | null;
  stop(): void;
  /** Resolves when it does nothing more. */
  readonly ended: Promise<void>;
}

interface FeedParts {
  database: Database;
  tail: Tail;
  warn(error: unknown): void;
}

/** From now on; or after a position, unless the log does not reach it: that was given out by another database. */
async function beginning(database: Database, place: Place, after: LogPosition | null): Promise<LogPosition> {
  if (after === null) return place.position();
  if (comparePositions(after, place.position()) <= 0) return after;
  const end = await database.transactAsSystem(readEndOfLog);
  return comparePositions(after, end) <= 0 ? after : end;
}

/**
 * Sends a caller what it may see after a position, in commit order, each event once: first from the log, under the
 * caller's own policies and no faster than it is taken, then from the tail.
 */
export function startFeed(
  { database, tail, warn }: FeedParts,
  caller: Authority,
  after: LogPosition | null,
  outlet: Outlet,
): Feed {
  // Ends what is waited for now. A race against one promise of the feed's whole life would keep something of each wait.
  let goOn: () => void = () => undefined;
  let stopped = false;
  let place: Place | null = null;
  let position: LogPosition | null = null;
  let isJoined = false;

  const hear = (events: readonly LiveEvent[]) => {
    if (stopped || !isJoined) return;
    // Where it came from the log, it may be ahead of the tail for a moment.
    const isNew = ({ logged }: LiveEvent) => position === null || comparePositions(logged, position) > 0;
    const mine = events.filter((event) => maySeeEvent(caller, event.logged) && isNew(event));
    const last = mine.at(-1);
    if (last === undefined) return;
    if (outlet.unsentBytes() > unsent_bytes_max) {
      isJoined = false;
      place?.part();
      goOn();
    } else {
      outlet.send(mine);
      position = last.logged;
    }
  };

  const untilTaken = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    goOn = resolve;
    const late = setTimeout(() => outlet.end('too_slow'), take_within_ms);
    void outlet.drained().then(resolve);
    await promise;
    clearTimeout(late);
  };

  /** Sends a page of the log. @returns up to where everything was sent. */
  const readLog = async (from: LogPosition, end: LogPosition): Promise<LogPosition> => {
    const { events, next } = await readLogPage(database, caller, from, {}, page_max);
    if (stopped) return from;
    if (events.length > 0) outlet.send(events.map(createLiveEvent));
    await untilTaken();
    if (next !== null) return next;
    // The last page has all that the caller may see of what the tail had read before it.
    const last = events.at(-1) ?? from;
    return comparePositions(last, end) < 0 ? end : last;
  };

  const follow = async (place: Place, from: LogPosition): Promise<void> => {
    const { promise: behind, resolve } = Promise.withResolvers<void>();
    goOn = resolve;
    isJoined = true;
    if (place.join(caller.storeId, from, hear)) {
      await behind;
      if (!stopped) await untilTaken();
    } else {
      isJoined = false;
      position = await readLog(from, place.position());
    }
  };

  const run = async (): Promise<void> => {
    place = await tail.enter();
    position = await beginning(database, place, after);
    if (!stopped) outlet.mark(positionText(position));
    while (!stopped) await follow(place, position);
  };

  const ended = run()
    .catch((error) => {
      warn(error);
      if (!stopped) outlet.end('unavailable');
    })
    .finally(() => place?.leave());

  return {
    position() {
      if (!isJoined || place === null || position === null) return position;
      return comparePositions(position, place.position()) > 0 ? position : place.position();
    },
    stop() {
      stopped = true;
      goOn();
    },
    ended,
  };
}
