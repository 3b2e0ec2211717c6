import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { RedisLink } from '../cache/redis-link.ts';
import { countRequests } from './count-requests.ts';

const window_ms = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
});

/** What Redis does with our words: it counts by key, in windows of its own. */
function openRedis() {
  const counts = new Map<string, { count: number; ends_ms: number }>();
  const state = { isLate: false, isAway: false };
  const redis = {
    eval: async (_script: string, _keys: number, key: string, told: number, for_ms: number) => {
      const known = counts.get(key);
      const now = performance.now();
      const window = known && known.ends_ms > now ? known : { count: 0, ends_ms: now + for_ms };
      window.count += told;
      counts.set(key, window);
      return [window.count, window.ends_ms - now];
    },
  };
  const link = {
    isThere: () => !state.isAway,
    ask: async (command: (to: typeof redis) => Promise<unknown>) => {
      if (state.isAway) return undefined;
      const answer = await command(redis);
      return state.isLate ? undefined : answer;
    },
  } as unknown as RedisLink;
  return { link, counts, state };
}

test('what Redis counted and answered too late is told once', async () => {
  const { link, state } = openRedis();
  const requests = countRequests('default', window_ms, { link, database: 'one' });
  state.isLate = true;
  for (let sent = 0; sent < 20; sent += 1) await requests.addExactly('caller');
  state.isLate = false;
  expect((await requests.addExactly('caller')).current).toBe(21);
});

test('what was counted while Redis was away is told afterwards', async () => {
  const { link, counts, state } = openRedis();
  const requests = countRequests('default', window_ms, { link, database: 'one' });
  state.isAway = true;
  for (let sent = 0; sent < 5; sent += 1) expect((await requests.addExactly('caller')).current).toBe(sent + 1);
  state.isAway = false;
  expect((await requests.addExactly('caller')).current).toBe(6);
  expect([...counts.values()].map(({ count }) => count)).toEqual([6]);
});

test('a window that Redis begins while ours ends counts nothing of the one before', async () => {
  const { link, counts } = openRedis();
  const requests = countRequests('default', window_ms, { link, database: 'one' });
  for (let sent = 0; sent < 500; sent += 1) await requests.addExactly('caller');
  vi.advanceTimersByTime(window_ms - 1);
  // Its clock is a little ahead of ours.
  counts.clear();
  await requests.addExactly('caller');
  vi.advanceTimersByTime(2);
  expect((await requests.addExactly('caller')).current).toBe(2);
  vi.advanceTimersByTime(window_ms / 2);
  expect((await requests.addExactly('caller')).current).toBe(3);
});

test('callers of another house that shares the Redis count for themselves', async () => {
  const { link } = openRedis();
  const [one, other] = ['one', 'other'].map((database) => countRequests('sign-in', window_ms, { link, database }));
  await one?.addExactly('203.0.113.7');
  expect((await other?.addExactly('203.0.113.7'))?.current).toBe(1);
});
