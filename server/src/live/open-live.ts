import { type LogPosition, positionText, type WakeUps } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type EndReason, type Feed, type Outlet, startFeed } from './feed.ts';
import { countStreams } from './stream-metrics.ts';
import { createTail } from './tail.ts';

const look_every_ms = 500;
const retry_after_seconds = 10;

export interface LiveSettings {
  stream_heartbeat_seconds: number;
  /** Of this process. */
  streams_max: number;
  streams_per_caller_max: number;
}

/** How a stream that is open reaches its reader. */
export interface StreamOutlet extends Outlet {
  readonly kind: 'sse' | 'websocket';
  /** Called so often as the settings say; ends what has not answered. */
  beat(position: string | null): void;
}

export interface Stream {
  readonly caller: Caller;
  /** Goes on with another token of the same caller. */
  renew(caller: Caller): void;
  /** Begins again after another position. */
  restart(after: LogPosition): void;
  /** Its reader has gone. */
  close(): void;
}

/** The live streams of this process. */
export interface Live {
  /**
   * Opens a stream of what a caller may see.
   * @throws DomainError `too_many_streams`, `overloaded`, `invalid_token`
   */
  open(caller: Caller, after: LogPosition | null, outlet: StreamOutlet): Stream;
  /** Ends every stream, and takes no more. */
  end(): void;
  /** Resolves when nothing reads any more. */
  close(): Promise<void>;
}

interface LiveParts {
  runtime: Runtime;
  /** Whether a session was ended. */
  isEnded(sessionId: string): boolean;
  wakeUps: WakeUps;
  settings: LiveSettings;
  metrics: Pick<Metrics, 'registry'>;
  log: Pick<Log, 'warn' | 'info'>;
}

interface Open extends Stream {
  caller: Caller;
  outlet: StreamOutlet;
  feed: Feed;
  beatAt_ms: number;
  finish(reason: EndReason): void;
}

const keyOf = ({ storeId, actorId }: Caller) => `${storeId}:${actorId}`;

export function openLive({ runtime, isEnded, wakeUps, settings, metrics, log }: LiveParts): Live {
  const { clock, database } = runtime;
  const tail = createTail({ database, wakeUps, log });
  const streams = new Set<Open>();
  const perCaller = new Map<string, number>();
  const feeds = new Set<Promise<void>>();
  const counted = countStreams(metrics.registry, () => streams);
  let closed = false;

  /** @returns why a caller may hear no more, or null. */
  const endOf = ({ sessionId, expiresAt_ms }: Caller): EndReason | null => {
    if (sessionId !== null && isEnded(sessionId)) return 'session_ended';
    return expiresAt_ms !== undefined && expiresAt_ms <= clock.now().getTime() ? 'token_expired' : null;
  };
  const admit = (caller: Caller) => {
    if (closed || streams.size >= settings.streams_max) throw new DomainError('overloaded', { retry_after_seconds });
    const { streams_per_caller_max } = settings;
    if ((perCaller.get(keyOf(caller)) ?? 0) >= streams_per_caller_max) {
      const detail = `${streams_per_caller_max} streams at a time are allowed.`;
      throw new DomainError('too_many_streams', { detail, retry_after_seconds });
    }
    if (endOf(caller) !== null) throw new DomainError('invalid_token');
  };
  const count = (caller: Caller, step: 1 | -1) => {
    const left = (perCaller.get(keyOf(caller)) ?? 0) + step;
    if (left > 0) perCaller.set(keyOf(caller), left);
    else perCaller.delete(keyOf(caller));
  };

  const look = setInterval(() => {
    const now_ms = performance.now();
    for (const stream of streams) {
      const reason = endOf(stream.caller);
      if (reason !== null) {
        stream.finish(reason);
      } else if (now_ms - stream.beatAt_ms >= settings.stream_heartbeat_seconds * 1_000) {
        stream.beatAt_ms = now_ms;
        const position = stream.feed.position();
        stream.outlet.beat(position && positionText(position));
      }
    }
  }, look_every_ms);
  look.unref();

  const begin = (caller: Caller, after: LogPosition | null, outlet: Outlet): Feed => {
    const warn = (error: unknown) => log.warn({ err: error }, 'a live stream could not read the event log');
    const feed = startFeed({ database, tail, warn }, caller, after, outlet);
    feeds.add(feed.ended);
    void feed.ended.finally(() => feeds.delete(feed.ended));
    return feed;
  };

  return {
    open(caller, after, outlet) {
      admit(caller);
      const ended: Outlet = { ...outlet, end: (reason) => stream.finish(reason) };
      const stream: Open = {
        caller,
        outlet,
        feed: begin(caller, after, ended),
        beatAt_ms: performance.now(),
        renew(next) {
          stream.caller = next;
        },
        restart(position) {
          stream.feed.stop();
          if (streams.has(stream)) stream.feed = begin(stream.caller, position, ended);
        },
        close() {
          stream.feed.stop();
          if (streams.delete(stream)) count(caller, -1);
        },
        finish(reason) {
          if (!streams.has(stream)) return;
          stream.close();
          counted.ended(reason);
          outlet.end(reason);
        },
      };
      streams.add(stream);
      count(caller, 1);
      return stream;
    },
    end() {
      closed = true;
      clearInterval(look);
      for (const stream of [...streams]) stream.finish('closing');
    },
    async close() {
      this.end();
      await Promise.all(feeds);
      await tail.close();
    },
  };
}
