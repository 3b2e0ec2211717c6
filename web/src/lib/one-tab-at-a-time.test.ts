import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { oneTabAtATime } from './one-tab-at-a-time.ts';

function storageOfTabs(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe.each(['locks', 'a lease'])('work that is guarded by %s', (guard) => {
  let atWork = 0;
  let atWork_max = 0;
  const work = async () => {
    atWork += 1;
    atWork_max = Math.max(atWork_max, atWork);
    await new Promise((resolve) => setTimeout(resolve, 20));
    atWork -= 1;
    return atWork_max;
  };

  beforeEach(() => {
    atWork_max = 0;
    vi.stubGlobal('localStorage', storageOfTabs());
    if (guard === 'a lease') vi.stubGlobal('navigator', {});
  });

  test('is done by one at a time, and by all', async () => {
    const done = await Promise.all([1, 2, 3].map(() => oneTabAtATime('test.work', work)));
    expect(done).toEqual([1, 1, 1]);
  });

  test('lets the next one begin when it fails', async () => {
    const fails = () => Promise.reject(new Error('no'));
    await expect(oneTabAtATime('test.fail', fails)).rejects.toThrow('no');
    expect(await oneTabAtATime('test.fail', work)).toBe(1);
  });
});

describe('a lease', () => {
  test('is kept for as long as the work takes', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('localStorage', storageOfTabs());
    vi.stubGlobal('navigator', {});
    const told: string[] = [];
    const long = oneTabAtATime('test.long', async () => {
      told.push('begun');
      await new Promise((resolve) => setTimeout(resolve, 25_000));
      told.push('ended');
    });
    await vi.advanceTimersByTimeAsync(100);
    const next = oneTabAtATime('test.long', async () => told.push('next'));
    await vi.advanceTimersByTimeAsync(24_000);
    expect(told).toEqual(['begun']);
    await vi.advanceTimersByTimeAsync(2_000);
    await Promise.all([long, next]);
    expect(told).toEqual(['begun', 'ended', 'next']);
  });

  test('of a tab that is gone runs out', async () => {
    vi.useFakeTimers();
    const storage = storageOfTabs();
    storage.setItem('test.gone.lease', `gone ${Date.now() + 4_000}`);
    vi.stubGlobal('localStorage', storage);
    vi.stubGlobal('navigator', {});
    const next = oneTabAtATime('test.gone', async () => 'done');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await next).toBe('done');
  });
});
