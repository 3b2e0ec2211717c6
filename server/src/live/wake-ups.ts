import type { Listener } from '../platform/database/listen.ts';

/** What tells the tail that there may be something new. What is not told is found by polling. */
export interface WakeUps {
  /** Calls `hear` each time, until the answer is called. */
  on(hear: () => void): () => void;
  /** Tells every process that something may have been written. */
  tell(): void;
  close(): void;
}

/** Told by the database with each commit that wrote events. */
const eventsChannel = 'orderhouse_events';

/** Woken by the database itself. */
export function wakeByNotify(listener: Listener): WakeUps {
  return { on: (hear) => listener.on(eventsChannel, hear), tell: () => undefined, close: () => undefined };
}
