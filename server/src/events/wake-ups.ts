import type { Database } from '../platform/database/database.ts';
import type { Listener } from '../platform/database/listen.ts';
import type { Log } from '../platform/log.ts';

/** What tells readers of the log, in every process, that there may be something new. */
export interface WakeUps {
  /** Calls `hear` each time, until the answer is called. What is not told is found by polling. */
  on(hear: () => void): () => void;
  close(): void;
}

/** How the processes reach each other. It carries no event, only that there may be one. */
export interface WakeUpChannel {
  on(hear: () => void): () => void;
  tell(): void;
  close(): void;
}

const tell_every_ms = 10;

/** @returns what tells at once, and then at most so often: many commits in a row are one word. */
function coalesced(tell: () => void): { ring(): void; stop(): void } {
  let resting: NodeJS.Timeout | undefined;
  let isDue = false;
  const tellNow = () => {
    isDue = false;
    tell();
    resting = setTimeout(() => {
      resting = undefined;
      if (isDue) tellNow();
    }, tell_every_ms);
  };
  return {
    ring() {
      isDue = true;
      if (resting === undefined) tellNow();
    },
    stop: () => clearTimeout(resting),
  };
}

const eventsChannel = 'orderhouse_events';

/** By PostgreSQL itself, on the connection that listens. */
function byNotify(listener: Listener): WakeUpChannel {
  return {
    on: (hear) => listener.on(eventsChannel, hear),
    tell: () => listener.tell(eventsChannel),
    close: () => undefined,
  };
}

export interface WakeUpParts {
  database: Pick<Database, 'onAnnounced'>;
  listener: Listener;
  /** Redis, where the database cannot be listened to. */
  cacheUrl: string | null;
  log: Pick<Log, 'warn' | 'info'>;
}

/**
 * Has every process told after each commit of this one that wrote events. After it, and by one connection: a NOTIFY
 * inside a transaction takes a lock of the whole cluster while it commits, and all that write would queue for it.
 */
export async function openWakeUps({ database, listener, cacheUrl, log }: WakeUpParts): Promise<WakeUps> {
  const channel =
    cacheUrl === null ? byNotify(listener) : (await import('./wake-by-redis.ts')).wakeByRedis(cacheUrl, log);
  const telling = coalesced(() => channel.tell());
  const unhear = database.onAnnounced(() => telling.ring());
  return {
    on: (hear) => channel.on(hear),
    close() {
      unhear();
      telling.stop();
      channel.close();
    },
  };
}
