import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { openQueueUnderTest, patience, settings } from '../../../../tests/support/queue-under-test.ts';
import { temporaryFolder } from '../../../../tests/support/server-process.ts';
import { type RedisOptions, startRedis } from '../../../../tests/support/start-redis.ts';
import { testFailures } from '../../../../tests/support/test-failures.ts';
import { testJobs } from '../../../../tests/support/test-jobs.ts';
import { testTransactions } from '../../../../tests/support/test-transactions.ts';

const redis = await startRedis();
afterAll(redis.stop);
const under = await openQueueUnderTest(redis.url);
const { openQueue, add, jobOf, work } = under;

testJobs(under);
testFailures(under);
testTransactions(under);

test('work on Redis goes on when Redis was away, and what cannot be added is told meanwhile', {
  timeout: 60_000,
}, async () => {
  const folder = temporaryFolder();
  const first = await startRedis({ folder });
  onTestFinished(first.stop);
  const queue = await openQueue({}, first.url);
  const later = jobOf('away.run', { run_at: new Date(Date.now() + 1_000) });
  const ran: string[] = [];
  await work(queue, { 'away.run': async ({ key }) => void ran.push(key) });
  await add(queue, later);
  await first.stop();
  await expect(add(queue, jobOf('away.run'))).rejects.toThrow();
  const second = await startRedis({ folder, port: Number(new URL(first.url).port) });
  onTestFinished(second.stop);
  await expect.poll(() => ran, { timeout: 40_000, interval: 50 }).toEqual([later.key]);
});

const within_ms = async (work: Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work.catch(() => undefined);
  return performance.now() - from;
};

test('a Redis that hangs holds up nobody for long, and work goes on when it answers again', {
  timeout: 90_000,
}, async () => {
  const hanging = await startRedis();
  onTestFinished(hanging.stop);
  const queue = await openQueue({}, hanging.url);
  const stopped = await openQueue({}, hanging.url);
  const ran: string[] = [];
  const handlers = { 'hung.run': async ({ key }: { key: string }) => void ran.push(key) };
  await work(queue, handlers);
  const { stop } = await work(stopped, { 'other.run': async () => undefined });
  const [before, during, after] = [jobOf('hung.run'), jobOf('hung.run'), jobOf('hung.run')];
  await add(queue, before);
  await expect.poll(() => ran, patience).toEqual([before.key]);

  hanging.freeze();
  const from = performance.now();
  await expect(add(queue, during)).rejects.toThrow('timed out');
  await expect(queue.counts()).rejects.toThrow('timed out');
  await expect(openQueue({}, hanging.url)).rejects.toThrow('QUEUE_URL: Redis at');
  expect(performance.now() - from).toBeLessThan(10 * settings.answer_ms_max);
  expect(await within_ms(stop())).toBeLessThan(7_000);
  expect(await within_ms(stopped.close())).toBeLessThan(7_000);

  hanging.thaw();
  await expect.poll(() => add(queue, after), patience).toBeUndefined();
  // What was asked for while it hung may have reached it.
  await expect.poll(() => ran.filter((key) => key !== during.key), patience).toEqual([before.key, after.key]);
});

test('a start on Redis warns of jobs that are left in PostgreSQL', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  const before = await openQueue({}, null);
  const left = () => lines.map((line) => JSON.parse(line)).filter(({ jobs }) => jobs !== undefined);
  await openQueue({}, redis.url, log);
  expect(left()).toEqual([]);
  await add(before, jobOf('left.run'), jobOf('left.run'));
  await openQueue({}, redis.url, log);
  expect(left()).toMatchObject([{ jobs: 2, msg: expect.stringContaining('left in PostgreSQL') }]);
});

/** @returns what is said of such a Redis at the start. */
async function saidOf(options: RedisOptions): Promise<string[]> {
  const other = await startRedis(options);
  onTestFinished(other.stop);
  const said: string[] = [];
  await openQueue({}, other.url, pino({ level: 'warn' }, { write: (line) => void said.push(JSON.parse(line).msg) }));
  return said.filter((text) => text.startsWith('Redis'));
}

test('a Redis that throws keys away when its memory is full is refused', async () => {
  const evicting = await startRedis({ maxmemory: '64mb', maxmemory_policy: 'allkeys-lru' });
  onTestFinished(evicting.stop);
  const { host } = new URL(evicting.url);
  const reason = 'its maxmemory-policy is allkeys-lru, which throws jobs away: it must be noeviction';
  await expect(openQueue({}, evicting.url)).rejects.toThrow(`QUEUE_URL: Redis at ${host} cannot be used (${reason})`);
});

test('a Redis that may come to forget jobs is warned of, and one that keeps them is not', async () => {
  expect(await saidOf({ maxmemory_policy: 'volatile-ttl' })).toEqual([
    expect.stringMatching('no maxmemory yet.*volatile-ttl'),
    expect.stringContaining('appendonly'),
  ]);
  expect(await saidOf({ maxmemory: '64mb', folder: temporaryFolder() })).toEqual([]);
});

test('a Redis that is full takes no more jobs, and loses none that it has', async () => {
  const full = await startRedis();
  onTestFinished(full.stop);
  const client = new Redis(full.url);
  onTestFinished(() => client.disconnect());
  const queue = await openQueue({ backoff_ms: 2_000 }, full.url);
  const attempts: number[] = [];
  await work(queue, {
    'full.run': async ({ attempt }) => {
      if (attempt === 1) await client.config('SET', 'maxmemory', '1');
      attempts.push(attempt);
      if (attempt === 1) throw new Error('it broke');
    },
  });
  await add(queue, jobOf('full.run'));
  await expect.poll(() => attempts, patience).toEqual([1]);
  await expect(add(queue, jobOf('full.run'))).rejects.toThrow('OOM');
  await expect.poll(() => queue.counts(), patience).toEqual([{ task: 'full.run', state: 'delayed', jobs: 1 }]);
  await client.config('SET', 'maxmemory', '0');
  await expect.poll(() => attempts, patience).toEqual([1, 2]);
  await expect.poll(() => queue.counts(), patience).toEqual([]);
});
