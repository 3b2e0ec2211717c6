import { Redis } from 'ioredis';
import type { Log } from '../log.ts';

const answer_ms_max = 100;
const connect_ms_max = 1_000;
const reconnect_after_ms_max = 1_000;
const rest_ms = 1_000;
// A connection that takes what is sent and never answers is replaced.
const silent_ms_max = 5_000;

/** A connection to Redis that nobody has to wait for. */
export interface RedisLink {
  readonly redis: Redis;
  /** @returns what Redis answered; undefined while it is away, or when it took longer than 100 ms. */
  ask<T>(command: (redis: Redis) => Promise<T>): Promise<T | undefined>;
  /** False for a second after it failed: nobody asks meanwhile, and then one asks first. */
  isThere(): boolean;
  /** Whether it answered when it was asked last. */
  isWell(): boolean;
  close(): void;
}

/**
 * Opens the Redis of CACHE_URL for what can be done without it. What is asked at the same time goes in one pipeline.
 * It connects again by itself.
 */
export function openRedisLink(url: string, log: Pick<Log, 'warn' | 'info'>): RedisLink {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    commandTimeout: answer_ms_max,
    connectTimeout: connect_ms_max,
    socketTimeout: silent_ms_max,
    retryStrategy: (times: number) => Math.min(50 * times, reconnect_after_ms_max),
  });
  let isAway = false;
  let asked_again_ms = 0;
  const lost = (error: unknown) => {
    asked_again_ms = performance.now() + rest_ms;
    if (!isAway) log.warn({ err: error }, 'Redis (CACHE_URL) cannot be reached; it is done without');
    isAway = true;
  };
  const found = () => {
    if (isAway) log.info({}, 'Redis (CACHE_URL) is asked again');
    isAway = false;
  };
  const isThere = () => redis.status === 'ready' && (!isAway || performance.now() >= asked_again_ms);
  redis.on('error', lost);
  redis.on('ready', found);
  redis.connect().catch(() => undefined);
  return {
    redis,
    isThere,
    isWell: () => redis.status === 'ready' && !isAway,
    async ask(command) {
      if (!isThere()) return undefined;
      // While it is away one asks, and the others do without.
      if (isAway) asked_again_ms = performance.now() + rest_ms;
      try {
        const answer = await command(redis);
        found();
        return answer;
      } catch (error) {
        lost(error);
        return undefined;
      }
    },
    close: () => redis.disconnect(),
  };
}
