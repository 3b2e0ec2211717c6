import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startFauxqs } from 'fauxqs';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { ask, openTestHouse } from '../../../../tests/support/index.ts';
import { temporaryFolder } from '../../../../tests/support/server-process.ts';
import { startRedis } from '../../../../tests/support/start-redis.ts';
import { takeFailedJobs } from './failed-jobs.ts';
import type { Job, JobHandlers, JobQueue, NewJob } from './job-queue.ts';
import { openJobQueue } from './open-job-queue.ts';
import { parseQueueUrl } from './queue-url.ts';

const house = await openTestHouse({ connections_max: 10 });
const { database } = house.runtime;
const redis = await startRedis();
const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-west-1' });
fauxqs.createQueue('orderhouse-jobs');
afterAll(async () => {
  await redis.stop();
  await fauxqs.stop();
});

// Whose they are makes no difference to fauxqs.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });

const settings = { attempts_max: 3, backoff_ms: 40, lease_ms: 2_000, poll_ms: 100 };
const log = pino({ level: 'silent' });
const places = {
  PostgreSQL: null,
  Redis: redis.url,
  SQS: `sqs://eu-west-1/orderhouse-jobs?endpoint=${encodeURIComponent(fauxqs.address)}`,
};

async function openQueue(url: string | null, attempts_max = settings.attempts_max): Promise<JobQueue> {
  const place = url === null ? null : parseQueueUrl(url);
  if (typeof place === 'string') throw new Error(place);
  const queue = await openJobQueue({
    ...{ database, directUrl: house.databaseUrl, prepare: true, place, log },
    settings: { ...settings, attempts_max },
  });
  onTestFinished(() => queue.close());
  return queue;
}

const add = (queue: JobQueue, ...jobs: NewJob[]) =>
  database.transactAsSystem((connection) => queue.enqueue(connection, jobs));

let made = 0;
/** A job that no other test has. */
function jobOf(task: string, more: Partial<NewJob> = {}): NewJob {
  made += 1;
  return { task, key: `${task}:${made}`, payload: { store_id: house.storeId, number: made }, ...more };
}

async function work(queue: JobQueue, handlers: JobHandlers, concurrency = 4) {
  const worker = await queue.work(handlers, { concurrency });
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= worker.stop();
    return stopping;
  };
  onTestFinished(stop);
  return { stop };
}

const patience = { timeout: 20_000, interval: 20 };
interface Kept {
  id: string;
  store_id: string | null;
}
const failedOf = (key: string) =>
  database.transactAsSystem(async (connection) => {
    const { rows } = await sql<Kept>`SELECT * FROM failed_jobs WHERE key = ${key}`.execute(connection);
    return rows;
  });

describe.each(Object.entries(places))('%s', (_name, url) => {
  test('a job runs once, with what it was given', async () => {
    const queue = await openQueue(url);
    const ran: Job[] = [];
    await work(queue, { 'plain.run': async (job) => void ran.push(job) });
    const job = jobOf('plain.run', { payload: { store_id: house.storeId, nested: { ü: ['€', null] } } });
    await add(queue, job);
    await expect.poll(() => ran, patience).toHaveLength(1);
    expect(ran[0]).toMatchObject({ task: job.task, key: job.key, payload: job.payload, attempt: 1, attempts_max: 3 });
  });

  test('many jobs added at once run, each of them', async () => {
    const queue = await openQueue(url);
    const ran = new Set<unknown>();
    await work(queue, { 'many.run': async ({ payload }) => void ran.add(payload.number) }, 8);
    const jobs = Array.from({ length: 95 }, () => jobOf('many.run'));
    await add(queue, ...jobs);
    await expect.poll(() => ran.size, patience).toBe(95);
  });

  test('no more run at the same time than the worker was told, of all tasks together', async () => {
    const queue = await openQueue(url);
    let running = 0;
    let most = 0;
    let ran = 0;
    const gate = Promise.withResolvers<void>();
    const handler = async () => {
      running += 1;
      most = Math.max(most, running);
      if (running === 2) gate.resolve();
      await gate.promise;
      // Long enough for a third to begin, were there room for it.
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      ran += 1;
    };
    await work(queue, { 'narrow.one': handler, 'narrow.two': handler }, 2);
    await add(queue, ...Array.from({ length: 6 }, (_, index) => jobOf(index % 2 ? 'narrow.one' : 'narrow.two')));
    await expect.poll(() => ran, patience).toBe(6);
    expect(most).toBe(2);
  });

  test('the same key twice is one effect', async () => {
    const queue = await openQueue(url);
    const effects = new Set<string>();
    const job = jobOf('twice.run');
    await add(queue, job, job);
    await add(queue, job);
    let after = 0;
    await work(queue, {
      'twice.run': async ({ key }) => void effects.add(key),
      'twice.after': async () => void after++,
    });
    await add(queue, jobOf('twice.after'));
    await expect.poll(() => after, patience).toBe(1);
    await expect.poll(() => [...effects], patience).toEqual([job.key]);
  });

  test('a job waits for its time', async () => {
    const queue = await openQueue(url);
    const ran: number[] = [];
    await work(queue, { 'later.run': async () => void ran.push(Date.now()) });
    const run_at = new Date(Date.now() + 1_500);
    await add(queue, jobOf('later.run', { run_at }));
    await expect
      .poll(async () => await queue.counts(), patience)
      .toContainEqual(expect.objectContaining({ state: 'delayed' }));
    await expect.poll(() => ran, patience).toHaveLength(1);
    expect(ran[0]).toBeGreaterThanOrEqual(run_at.getTime() - 5);
  });

  test('one that fails is tried again, later and later, and its error is told', async () => {
    const queue = await openQueue(url);
    const at: number[] = [];
    const attempts: number[] = [];
    await work(queue, {
      'second.run': async ({ attempt }) => {
        at.push(Date.now());
        attempts.push(attempt);
        if (attempt < 3) throw new Error('not yet');
      },
    });
    const job = jobOf('second.run');
    await add(queue, job);
    await expect.poll(() => attempts, patience).toEqual([1, 2, 3]);
    const [first = 0, second = 0, third = 0] = at;
    expect(second - first).toBeGreaterThanOrEqual(settings.backoff_ms * 0.5 - 1);
    expect(third - second).toBeGreaterThanOrEqual(settings.backoff_ms - 1);
    expect(await failedOf(job.key)).toEqual([]);
  });

  test('one that fails three times is kept with its error, and can be enqueued again', async () => {
    const queue = await openQueue(url);
    let broken = true;
    let runs = 0;
    await work(queue, {
      'broken.run': async () => {
        runs += 1;
        if (broken) throw new Error('it is broken', { cause: new Error('a spring\0') });
      },
    });
    const job = jobOf('broken.run');
    await add(queue, job);
    await expect.poll(() => failedOf(job.key), patience).toHaveLength(1);
    expect(runs).toBe(3);
    const [failed] = await failedOf(job.key);
    expect(failed).toMatchObject({
      task: job.task,
      payload: job.payload,
      attempts: 3,
      store_id: house.storeId,
      last_error: 'Error: it is broken; caused by Error: a spring',
    });
    broken = false;
    await database.transact({ storeId: house.storeId, actorId: null, role: 'house' }, async (connection) => {
      const [taken] = await takeFailedJobs(connection, { id: failed?.id ?? '' }, 1);
      if (!taken) throw new Error('nothing was taken');
      await queue.enqueue(connection, [taken]);
    });
    await expect.poll(() => runs, patience).toBe(4);
    expect(await failedOf(job.key)).toEqual([]);
  });

  test('what belongs to no store is kept for none', async () => {
    const queue = await openQueue(url);
    await work(queue, { 'houseless.run': async () => Promise.reject(new Error('no')) });
    const job = jobOf('houseless.run', { payload: { store_id: 'no uuid' } });
    await add(queue, job);
    await expect.poll(() => failedOf(job.key), patience).toMatchObject([{ store_id: null }]);
  });

  test('a task without a handler here is left to others', async () => {
    const queue = await openQueue(url);
    const ran: string[] = [];
    await work(queue, { 'mine.run': async ({ task }) => void ran.push(task) });
    await add(queue, jobOf('theirs.run'), jobOf('mine.run'));
    await expect.poll(() => ran, patience).toEqual(['mine.run']);
    await work(queue, { 'theirs.run': async ({ task }) => void ran.push(task) });
    await expect.poll(() => ran, patience).toEqual(['mine.run', 'theirs.run']);
  });

  test('stopping finishes what was begun, and begins nothing', async () => {
    const queue = await openQueue(url);
    const begun = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const ran: string[] = [];
    const { stop } = await work(
      queue,
      {
        'slow.run': async ({ key }) => {
          begun.resolve();
          await end.promise;
          ran.push(key);
        },
      },
      1,
    );
    const [one, two] = [jobOf('slow.run'), jobOf('slow.run')];
    await add(queue, one);
    await begun.promise;
    await add(queue, two);
    let stopped = false;
    const stopping = stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    end.resolve();
    await stopping;
    expect(ran).toEqual([one.key]);
    await work(queue, { 'slow.run': async ({ key }) => void ran.push(key) });
    await expect.poll(() => ran, patience).toEqual([one.key, two.key]);
  });

  /** Begins a job in a process of its own, which is then killed. */
  async function loseTheWorkerOf(queue: JobQueue, job: NewJob, attempts_max: number): Promise<void> {
    const child = fork(join(import.meta.dirname, '../../../../tests/support/begin-and-hang.ts'));
    onTestFinished(() => void child.kill('SIGKILL'));
    child.send({ url, databaseUrl: house.databaseUrl, settings: { ...settings, attempts_max }, task: job.task });
    await once(child, 'message');
    await add(queue, job);
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  test('the jobs of a worker that dies are picked up, and the attempt counts', { timeout: 60_000 }, async () => {
    const queue = await openQueue(url);
    const job = jobOf('deadly.run');
    await loseTheWorkerOf(queue, job, 3);
    const attempts: number[] = [];
    await work(queue, { 'deadly.run': async ({ attempt }) => void attempts.push(attempt) });
    await expect.poll(() => attempts, { timeout: 40_000, interval: 50 }).toEqual([2]);
  });

  test('a job whose worker dies in the last attempt has failed', { timeout: 60_000 }, async () => {
    const queue = await openQueue(url, 1);
    const job = jobOf('fatal.run');
    await loseTheWorkerOf(queue, job, 1);
    let runs = 0;
    await work(queue, { 'fatal.run': async () => void runs++ });
    const last_error = 'The worker ended during the last attempt';
    await expect
      .poll(() => failedOf(job.key), { timeout: 40_000, interval: 50 })
      .toMatchObject([{ attempts: 1, last_error, payload: job.payload }]);
    expect(runs).toBe(0);
  });

  test('what is enqueued in a transaction that is rolled back may run, and on PostgreSQL never does', async () => {
    const queue = await openQueue(url);
    const job = jobOf('undone.run');
    const undone = database.transactAsSystem(async (connection) => {
      await queue.enqueue(connection, [job]);
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    const ran: string[] = [];
    await work(
      queue,
      { 'undone.run': async ({ key }) => void ran.push(key), 'undone.after': async ({ key }) => void ran.push(key) },
      1,
    );
    if (url !== null) {
      await expect.poll(() => ran, patience).toEqual([job.key]);
      return;
    }
    const after = jobOf('undone.after');
    await add(queue, after);
    await expect.poll(() => ran, patience).toEqual([after.key]);
  });

  test('nothing is left', async () => {
    const queue = await openQueue(url);
    await expect.poll(() => queue.counts(), patience).toEqual([]);
  });
});

test('work on PostgreSQL goes on when its connections were cut', async () => {
  const queue = await openQueue(null);
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

test('work on Redis goes on when Redis was away, and what cannot be added is told meanwhile', {
  timeout: 60_000,
}, async () => {
  const folder = temporaryFolder();
  const first = await startRedis({ folder });
  onTestFinished(first.stop);
  const queue = await openQueue(first.url);
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
