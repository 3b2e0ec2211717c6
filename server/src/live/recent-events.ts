import { comparePositions, type LogPosition } from '../events/index.ts';
import type { LiveEvent } from './live-event.ts';

/** The last events that the tail has read, so that whoever was away for a moment needs no statement. */
export interface RecentEvents {
  /** Up to where the log was read. */
  readonly position: LogPosition;
  add(events: readonly LiveEvent[]): void;
  /** @returns what came after a position, or null when it is not remembered that far back. */
  after(position: LogPosition): readonly LiveEvent[] | null;
}

/** @param from where reading begins: nothing before it is known. */
export function createRecentEvents(from: LogPosition, events_max: number): RecentEvents {
  let kept: LiveEvent[] = [];
  let since = from;
  let position = from;
  return {
    get position() {
      return position;
    },
    add(events) {
      kept.push(...events);
      position = kept.at(-1)?.logged ?? position;
      const gone = kept.length - events_max;
      if (gone <= 0) return;
      since = kept[gone - 1]?.logged ?? since;
      kept = kept.slice(gone);
    },
    after(place) {
      if (comparePositions(place, since) < 0) return null;
      return kept.filter(({ logged }) => comparePositions(logged, place) > 0);
    },
  };
}
