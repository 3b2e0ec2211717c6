import { expect, test } from 'vitest';
import type { Database } from '../../server/src/platform/database/database.ts';
import { patience, type QueueUnderTest, settings } from './queue-under-test.ts';

/** What every queue does with jobs that fail or lose their worker. */
export function testFailures(under: QueueUnderTest): void {
  const { url, house, database, openQueue, add, jobOf, work, putBack, failedOf, loseTheWorkerOf } = under;

  test('one that fails is tried again, later and later, and its error is told', async () => {
    const queue = await openQueue();
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
    const queue = await openQueue();
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
    expect(await putBack(queue, job.task)).toBe(1);
    await expect.poll(() => runs, patience).toBe(4);
    expect(await failedOf(job.key)).toEqual([]);
  });

  test('one that is put back in the instant in which it was kept runs again', async () => {
    const job = jobOf('hurried.run');
    const asAdmin = await openQueue({ attempts_max: 1 });
    let retried = 0;
    const hurried: Database = {
      ...database,
      async transactAsSystem(statements, options) {
        const answer = await database.transactAsSystem(statements, options);
        // The queue goes on only after this: with the job that it has just kept, or with nothing.
        if (retried > 0) return answer;
        // Added up after the wait: two that wait at once would each add to what was there before.
        const putBackNow = await putBack(asAdmin, job.task);
        retried += putBackNow;
        return answer;
      },
    };
    const queue = await openQueue({ attempts_max: 1 }, url, undefined, hurried);
    const ran: string[] = [];
    await work(queue, {
      'hurried.run': async ({ key }) => {
        ran.push(key);
        if (ran.length === 1) throw new Error('it broke');
      },
    });
    await add(queue, job);
    await expect.poll(() => ran, patience).toEqual([job.key, job.key]);
    await expect.poll(() => retried, patience).toBe(1);
    await expect.poll(() => queue.counts(), patience).toEqual([]);
    expect(await failedOf(job.key)).toEqual([]);
  });

  test('one that was tried more often than it may be by now has failed with what it said itself', async () => {
    const job = jobOf('lowered.run');
    const before = await openQueue({ attempts_max: 5, backoff_ms: 3_000 });
    const broken = { 'lowered.run': () => Promise.reject(new Error('it broke')) };
    const again = Promise.withResolvers<void>();
    const { stop } = await work(before, broken, 1, () => again.resolve());
    await add(before, job);
    await again.promise;
    await stop();
    const now = await openQueue({ attempts_max: 1 });
    let runs = 0;
    await work(now, { 'lowered.run': async () => void runs++ });
    await expect.poll(() => failedOf(job.key), patience).toMatchObject([{ last_error: 'Error: it broke' }]);
    expect(runs).toBe(0);
  });

  test('what belongs to no store is kept for none', async () => {
    const queue = await openQueue();
    await work(queue, { 'houseless.run': async () => Promise.reject(new Error('no')) });
    const job = jobOf('houseless.run', { payload: { store_id: 'no uuid' } });
    await add(queue, job);
    await expect.poll(() => failedOf(job.key), patience).toMatchObject([{ store_id: null }]);
  });

  test('the jobs of a worker that dies are picked up, and the attempt counts', { timeout: 60_000 }, async () => {
    const queue = await openQueue();
    const job = jobOf('deadly.run');
    await loseTheWorkerOf(() => add(queue, job), job.task, 3);
    const attempts: number[] = [];
    await work(queue, { 'deadly.run': async ({ attempt }) => void attempts.push(attempt) });
    await expect.poll(() => attempts, { timeout: 40_000, interval: 50 }).toEqual([2]);
  });

  test('a job whose worker dies in the last attempt has failed', { timeout: 60_000 }, async () => {
    const queue = await openQueue({ attempts_max: 1 });
    const job = jobOf('fatal.run');
    await loseTheWorkerOf(() => add(queue, job), job.task, 1);
    let runs = 0;
    await work(queue, { 'fatal.run': async () => void runs++ });
    const last_error = 'The worker ended during the last attempt';
    await expect
      .poll(() => failedOf(job.key), { timeout: 40_000, interval: 50 })
      .toMatchObject([{ attempts: 1, last_error, payload: job.payload }]);
    expect(runs).toBe(0);
  });
}
