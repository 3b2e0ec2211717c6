import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startRedis } from '../../../../tests/support/start-redis.ts';
import type { Loaded } from './kept-answer.ts';
import { openCache } from './open-cache.ts';
import { openRedisLink } from './redis-link.ts';

const log = pino({ level: 'silent' });
const lantern = (text: string): Loaded => ({ body: Buffer.from(text), etag: `"${text}"`, tags: ['lantern'] });

/** A process' worth, that has looked into the log. */
function openOne(url: string | null = null) {
  const link = url === null ? null : openRedisLink(url, log);
  if (link) onTestFinished(() => link.close());
  const registry = new Registry();
  const cache = openCache({ link, database: 'test', registry });
  cache.changes.knowFrom(0);
  const look = (horizon: number, transaction_id?: number) =>
    cache.changes.learn({
      began_at: cache.changes.sequence(),
      horizon,
      end: horizon,
      changes: transaction_id === undefined ? [] : [{ tags: ['lantern'], transaction_id }],
    });
  look(100);
  const shelf = cache.shelf('pages', 60_000);
  const read = async (load: () => Promise<Loaded>) =>
    (shelf.find('a') ?? (await shelf.fetch('a', load))).body.toString();
  return { cache, shelf, link, look, read, registry };
}

/** What waits until it is let go. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

const never = async (): Promise<Loaded> => {
  throw new Error('it is there');
};

describe('in memory', () => {
  test('what was loaded is told until something of it changes', async () => {
    const { cache, read } = openOne();
    expect(await read(async () => lantern('old'))).toBe('old');
    expect(await read(never)).toBe('old');
    cache.changes.hear(['candle']);
    expect(await read(never)).toBe('old');
    cache.changes.hear(['lantern']);
    expect(await read(async () => lantern('new'))).toBe('new');
  });

  test('however many ask at once, it is loaded once', async () => {
    const { read } = openOne();
    const load = vi.fn(async () => lantern('one'));
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => read(load))))).toEqual(new Set(['one']));
    expect(load).toHaveBeenCalledOnce();
  });

  test('what changed while it was loaded is not kept, and nobody who asks after the change is told it', async () => {
    const { cache, read } = openOne();
    const [begun, slow] = [gate(), gate()];
    let database = 'old';
    const load = async () => {
      const seen = database;
      begun.open();
      if (seen === 'old') await slow.passed;
      return lantern(seen);
    };
    const first = read(load);
    await begun.passed;
    database = 'new';
    cache.changes.hear(['lantern']);
    const after = read(load);
    slow.open();
    expect(await first).toBe('old');
    expect(await after).toBe('new');
    expect(await read(never)).toBe('new');
  });

  test('the slow one does not take the place of the newer', async () => {
    const { cache, read } = openOne();
    const [begun, slow] = [gate(), gate()];
    const first = read(async () => {
      begun.open();
      await slow.passed;
      return lantern('old');
    });
    await begun.passed;
    cache.changes.hear(['lantern']);
    expect(await read(async () => lantern('new'))).toBe('new');
    slow.open();
    expect(await first).toBe('old');
    expect(await read(never)).toBe('new');
  });

  test('a failed load is told to all who waited, and the next one loads', async () => {
    const { read } = openOne();
    const failing = async () => {
      throw new Error('away');
    };
    const asked = await Promise.allSettled([read(failing), read(failing)]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await read(async () => lantern('back'))).toBe('back');
  });

  test('what is too large is told and not kept', async () => {
    const { read, registry } = openOne();
    const large = 'x'.repeat(300_000);
    const load = vi.fn(async () => lantern(large));
    expect(await read(load)).toBe(large);
    expect(await read(load)).toBe(large);
    expect(load).toHaveBeenCalledTimes(2);
    expect(await registry.metrics()).toContain('orderhouse_cache_memory_bytes 0');
  });

  test('memory is bounded in bytes, and the figures tell', async () => {
    const { shelf, registry } = openOne();
    const page = 'x'.repeat(100_000);
    for (let index = 0; index < 500; index += 1) await shelf.fetch(String(index), async () => lantern(page));
    const figures = await registry.metrics();
    const bytes = Number(/^orderhouse_cache_memory_bytes (\d+)$/m.exec(figures)?.[1]);
    expect(bytes).toBeGreaterThan(25_000_000);
    expect(bytes).toBeLessThanOrEqual(32 * 1_024 * 1_024);
    expect(figures).toContain('orderhouse_cache_reads_total{cache="pages",from="database"} 500');
  });
});

describe('in Redis', async () => {
  const redis = await startRedis();
  afterAll(redis.stop);
  const flush = async () => {
    const { link } = openOne(redis.url);
    await vi.waitFor(() => expect(link?.isThere()).toBe(true));
    await link?.redis.flushall();
  };
  const openReady = async () => {
    const one = openOne(redis.url);
    await vi.waitFor(() => expect(one.link?.isThere()).toBe(true));
    return one;
  };
  const untilShared = ({ link }: Awaited<ReturnType<typeof openReady>>) =>
    vi.waitFor(async () => expect(await link?.redis.dbsize()).toBe(1));

  test('what one process loaded is told by another', async () => {
    await flush();
    const [one, two] = [await openReady(), await openReady()];
    await one.read(async () => lantern('shared'));
    await untilShared(one);
    expect(await two.read(never)).toBe('shared');
    expect(await two.registry.metrics()).toContain('orderhouse_cache_reads_total{cache="pages",from="redis"} 1');
  });

  test('what a slow process leaves there after a change is told by nobody who knows of the change', async () => {
    await flush();
    const [slow, other, late] = [await openReady(), await openReady(), await openReady()];
    const held = gate();
    // It begins before the change, and does not hear of it until after it has written.
    const first = slow.read(async () => {
      await held.passed;
      return lantern('old');
    });
    // The other commits the change as transaction 110.
    other.cache.changes.hear(['lantern']);
    held.open();
    expect(await first).toBe('old');
    await untilShared(slow);
    expect(await other.read(async () => lantern('new'))).toBe('new');
    other.look(120, 110);
    expect(await other.read(async () => lantern('new'))).toBe('new');
    late.look(120, 110);
    expect(await late.read(async () => lantern('new'))).toBe('new');
    // Its own look ends it in the slow one, whatever lies in Redis by now.
    slow.look(120, 110);
    expect(await slow.read(async () => lantern('new'))).toBe('new');
  });

  test('what was left there before an outage in which something changed is not told after it', async () => {
    await flush();
    const [one, two] = [await openReady(), await openReady()];
    await one.read(async () => lantern('old'));
    await untilShared(one);
    // Redis hears of nothing; both processes look into the log.
    one.look(150, 120);
    two.look(150, 120);
    expect(await two.read(async () => lantern('new'))).toBe('new');
    expect(await one.read(async () => lantern('new'))).toBe('new');
  });

  test('what is there and is none of ours is loaded anew', async () => {
    await flush();
    const one = await openReady();
    await one.read(async () => lantern('mine'));
    await untilShared(one);
    const [key = ''] = (await one.link?.redis.keys('*')) ?? [];
    for (const broken of ['', 'no line', '{}\nbody', '{"etag":"x","tags":[]}\nbody', 'null\nbody']) {
      await one.link?.redis.set(key, broken);
      const two = await openReady();
      expect(await two.read(async () => lantern('anew'))).toBe('anew');
    }
  });

  test('a Redis that hangs is waited for once, for a moment, and is asked again when it is back', async () => {
    await flush();
    const one = await openReady();
    redis.freeze();
    const began = performance.now();
    for (let index = 0; index < 50; index += 1) await one.shelf.fetch(String(index), async () => lantern('read'));
    expect(performance.now() - began).toBeLessThan(1_000);
    redis.thaw();
    await vi.waitFor(
      async () => {
        await one.shelf.fetch(String(Math.random()), async () => lantern('read'));
        expect(await one.link?.redis.dbsize()).toBeGreaterThan(0);
      },
      { timeout: 10_000, interval: 100 },
    );
  });
});
