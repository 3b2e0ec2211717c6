import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { RedisLink } from '../cache/redis-link.ts';

const callers_kept_max = 50_000;

/** The requests of one caller in the window that runs. */
export interface Count {
  current: number;
  /** Until they are counted anew. */
  left_ms: number;
}

export interface RequestCounter {
  /** Counts one more. What other processes counted since the last word from Redis, a moment ago, comes with the next. */
  add(caller: string): Count;
  /** The same, exact over all processes; while Redis is away, over this one. */
  addExactly(caller: string): Promise<Count>;
}

/** Where counts of several processes come together. */
export interface SharedCounts {
  link: RedisLink | null;
  /** Whose callers they are: several houses may share a Redis. */
  database: string;
}

interface Window {
  /** Counted here, in a window of its own: Redis may begin anew at any time. */
  own: number;
  own_ends_ms: number;
  /** Of all processes, as Redis last said. */
  all: number;
  /** Counted here since, and not told yet. */
  untold: number;
  ends_ms: number;
  telling: Promise<void> | null;
}

const script = `
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return { count, left }`;

/**
 * Counts requests in windows that begin with a caller's first: in the memory of this process and, where there is a link,
 * in Redis over all processes. While one word is on its way to Redis the requests that arrive wait together and go as the
 * next: a caller who asks much costs no more words than one who asks little. While Redis is away each process counts for
 * itself, and tells afterwards what it counted meanwhile.
 */
export function countRequests(policy: string, window_ms: number, { link, database }: SharedCounts): RequestCounter {
  const windows = new LRUCache<string, Window>({ max: callers_kept_max });

  const windowOf = (caller: string): Window => {
    const now = performance.now();
    const known = windows.get(caller);
    if (known && known.ends_ms > now) {
      if (known.own_ends_ms <= now) Object.assign(known, { own: 0, own_ends_ms: now + window_ms });
      return known;
    }
    const ends_ms = now + window_ms;
    const begun: Window = { own: 0, own_ends_ms: ends_ms, all: 0, untold: 0, ends_ms, telling: null };
    windows.set(caller, begun);
    return begun;
  };
  const countOf = ({ own, all, untold, ends_ms }: Window): Count => ({
    current: Math.max(own, all + untold),
    left_ms: Math.max(0, ends_ms - performance.now()),
  });
  /** @returns whether Redis heard it. */
  const tellNow = async (caller: string, window: Window, to: RedisLink): Promise<boolean> => {
    if (!to.isThere()) return false;
    const told = window.untold;
    // Told once, heard or not: what is answered too late was counted all the same.
    window.untold = 0;
    // Addresses and names that were tried are nothing to keep elsewhere.
    const key = `orderhouse:rate:${database}:${policy}:${hash('sha256', caller, 'base64url')}`;
    const answer = await to.ask((redis) => redis.eval(script, 1, key, told, window_ms));
    if (!Array.isArray(answer)) return false;
    const [all, left_ms] = answer.map(Number);
    window.all = all ?? 0;
    window.ends_ms = performance.now() + (left_ms ?? window_ms);
    return true;
  };
  const tellAll = async (caller: string, window: Window, to: RedisLink): Promise<void> => {
    while (window.untold > 0 && (await tellNow(caller, window, to)));
    window.telling = null;
  };
  /** One word at a time of each caller. */
  const tell = (caller: string, window: Window, to: RedisLink): Promise<void> => {
    window.telling ??= tellAll(caller, window, to);
    return window.telling;
  };
  const countOne = (caller: string): Window => {
    const window = windowOf(caller);
    window.own += 1;
    if (link) window.untold += 1;
    return window;
  };

  return {
    add(caller) {
      const window = countOne(caller);
      if (link?.isThere()) void tell(caller, window, link);
      return countOf(window);
    },
    async addExactly(caller) {
      const window = countOne(caller);
      if (link) {
        await tell(caller, window, link);
      }
      return countOf(window);
    },
  };
}
