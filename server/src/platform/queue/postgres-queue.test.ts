import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openDroppingProxy } from '../../../../tests/support/dropping-proxy.ts';
import { ask } from '../../../../tests/support/index.ts';
import { openQueueUnderTest, patience, settings } from '../../../../tests/support/queue-under-test.ts';
import { testFailures } from '../../../../tests/support/test-failures.ts';
import { testJobs } from '../../../../tests/support/test-jobs.ts';
import { testTransactions } from '../../../../tests/support/test-transactions.ts';
import type { JobHandler } from './job-queue.ts';
import { openPostgresQueue } from './postgres-queue.ts';

const under = await openQueueUnderTest(null);
const { house, database, openQueue, add, jobOf, work } = under;

testJobs(under);
testFailures(under);
testTransactions(under);

test('work on PostgreSQL goes on when its connections were cut', async () => {
  const queue = await openQueue();
  const ran: string[] = [];
  await work(queue, { 'cut.run': async ({ key }) => void ran.push(key) });
  const [before, after] = [jobOf('cut.run'), jobOf('cut.run')];
  await add(queue, before);
  await expect.poll(() => ran, patience).toEqual([before.key]);
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'orderhouse-jobs'`;
  expect((await ask(house.databaseUrl, cut)).length).toBeGreaterThan(0);
  await add(queue, after);
  await expect.poll(() => ran, patience).toEqual([before.key, after.key]);
});

test('a worker that could not note the end of its jobs does them again, goes on, and stops', async () => {
  const url = new URL(house.databaseUrl);
  const proxy = await openDroppingProxy(Number(url.port));
  url.port = new URL(proxy.baseUrl).port;
  const log = pino({ level: 'silent' });
  const parts = { database, directUrl: url.href, prepare: true, settings, log };
  const queue = openPostgresQueue(parts);
  const begun: string[] = [];
  const gates = new Map<string, () => void>();
  const handler: JobHandler = async ({ key }) => {
    begun.push(key);
    if (begun.length <= 3) await new Promise<void>((open) => gates.set(key, open));
  };
  const { stop } = await work(queue, { 'unnoted.run': handler });
  const jobs = [jobOf('unnoted.run'), jobOf('unnoted.run'), jobOf('unnoted.run')];
  await add(queue, ...jobs);
  await expect.poll(() => gates.size, patience).toBe(3);
  proxy.drop(...Array.from({ length: 8 }, () => 'request' as const));
  proxy.cut();
  // Each by itself: the library does not come over two notes that fail one after the other.
  for (const open of gates.values()) {
    const { seen } = proxy;
    open();
    await expect.poll(() => proxy.seen, patience).toBeGreaterThan(seen);
  }
  const after = jobOf('unnoted.run');
  await add(queue, after);
  await expect.poll(() => new Set(begun.slice(3)), patience).toEqual(new Set([...jobs, after].map(({ key }) => key)));
  await expect.poll(() => queue.counts(), patience).toEqual([]);
  await stop();
});

test('jobs of workers that died are looked for by an index, however many wait', async () => {
  const url = new URL(house.databaseUrl);
  url.searchParams.set('options', '-c enable_seqscan=off');
  const look = 'EXPLAIN SELECT FROM graphile_worker._private_jobs WHERE NOT is_available AND locked_at < now()';
  const plan = await ask(url.href, look);
  expect(JSON.stringify(plan)).toContain('orderhouse_jobs_taken');
});
