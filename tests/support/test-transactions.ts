import { expect, test } from 'vitest';
import { keepFailedJob } from '../../server/src/platform/queue/failed-jobs.ts';
import { type JobAttempt, type NewJob, NotYet } from '../../server/src/platform/queue/job-queue.ts';
import { patience, type QueueUnderTest } from './queue-under-test.ts';

/** How every queue stands to the transaction that adds a job, whether it commits or not. The last test finds it empty. */
export function testTransactions(under: QueueUnderTest): void {
  const { url, database, openQueue, add, jobOf, work, putBack, failedOf } = under;
  const keep = (job: NewJob) =>
    database.transactAsSystem((connection) => keepFailedJob(connection, job, 3, 'it broke'));

  test('what is enqueued in a transaction that is rolled back may run, and on PostgreSQL never does', async () => {
    const queue = await openQueue();
    const job = jobOf('undone.run');
    const undone = database.transactAsSystem(async (connection) => {
      await queue.enqueue(connection, [job]);
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    const ran: string[] = [];
    const run = async ({ key }: NewJob) => void ran.push(key);
    await work(queue, { 'undone.run': run, 'undone.after': run }, 1);
    if (url !== null) {
      await expect.poll(() => ran, patience).toEqual([job.key]);
      return;
    }
    const after = jobOf('undone.after');
    await add(queue, after);
    await expect.poll(() => ran, patience).toEqual([after.key]);
  });

  test('one that comes too early is looked at again, and uses up no attempt', async () => {
    const queue = await openQueue({ early_ms_max: 20_000 });
    const attempts: number[] = [];
    const outcomes: JobAttempt['outcome'][] = [];
    const run = async ({ attempt }: { attempt: number }) => {
      attempts.push(attempt);
      if (attempts.length <= 2) throw new NotYet('it is not there');
      if (attempt === 1) throw new Error('it broke');
    };
    await work(queue, { 'early.run': run }, 4, ({ outcome }) => outcomes.push(outcome));
    const job = jobOf('early.run');
    await add(queue, job);
    await expect.poll(() => attempts, patience).toEqual([1, 1, 1, 2]);
    await expect.poll(() => outcomes, patience).toEqual(['early', 'early', 'again', 'done']);
    expect(await failedOf(job.key)).toEqual([]);
  });

  test('one that runs before its transaction commits finds what it is about afterwards', async () => {
    const queue = await openQueue({ early_ms_max: 20_000 });
    const about = jobOf('about');
    const attempts: number[] = [];
    let looks = 0;
    const looked = Promise.withResolvers<void>();
    await work(queue, {
      'hasty.run': async ({ attempt }) => {
        looks += 1;
        const found = await failedOf(about.key);
        looked.resolve();
        if (found.length === 0) throw new NotYet('nothing is known of it');
        attempts.push(attempt);
      },
    });
    await database.transactAsSystem(async (connection) => {
      await keepFailedJob(connection, about, 3, 'it broke');
      await queue.enqueue(connection, [jobOf('hasty.run')]);
      if (url !== null) await looked.promise;
    });
    await expect.poll(() => attempts, patience).toEqual([1]);
    expect(looks).toBeGreaterThanOrEqual(url === null ? 1 : 2);
  });

  test('one of which nothing ever comes ends without noise', async () => {
    const queue = await openQueue({ early_ms_max: 300 });
    const outcomes: JobAttempt['outcome'][] = [];
    const run = () => Promise.reject(new NotYet('nothing is known of it'));
    await work(queue, { 'never.run': run }, 4, ({ outcome }) => outcomes.push(outcome));
    const job = jobOf('never.run');
    await add(queue, job);
    await expect.poll(() => outcomes.at(-1), patience).toBe('dropped');
    expect(new Set(outcomes)).toEqual(new Set(['early', 'dropped']));
    await expect.poll(() => queue.counts(), patience).toEqual([]);
    expect(await failedOf(job.key)).toEqual([]);
  });

  test('a failed job stays when what puts it back is rolled back, and has one effect when it is put back again', async () => {
    const queue = await openQueue();
    const job = jobOf('reput.run');
    await keep(job);
    const effects = new Set<string>();
    let after = 0;
    const handlers = { 'reput.run': async () => void effects.add(job.key), 'reput.after': async () => void after++ };
    await work(queue, handlers, 1);
    await expect(
      putBack(queue, job.task, () => {
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await failedOf(job.key)).toHaveLength(1);
    await putBack(queue, job.task);
    expect(await failedOf(job.key)).toEqual([]);
    await add(queue, jobOf('reput.after'));
    await expect.poll(() => [effects.size, after], patience).toEqual([1, 1]);
    await expect.poll(() => queue.counts(), patience).toEqual([]);
    expect(await failedOf(job.key)).toEqual([]);
  });

  test('one that fails again before it is put back for good is kept, once', async () => {
    const queue = await openQueue({ attempts_max: 1 });
    const job = jobOf('relapse.run');
    await keep(job);
    const [before] = await failedOf(job.key);
    const ran = Promise.withResolvers<void>();
    await work(queue, {
      'relapse.run': async () => {
        ran.resolve();
        throw new Error('it broke again');
      },
    });
    await putBack(queue, job.task, async () => {
      if (url !== null) await ran.promise;
    });
    await expect.poll(() => failedOf(job.key), patience).toMatchObject([{ last_error: 'Error: it broke again' }]);
    const [kept] = await failedOf(job.key);
    expect(kept?.id).not.toBe(before?.id);
  });

  test('nothing is left', async () => {
    const queue = await openQueue();
    await expect.poll(() => queue.counts(), patience).toEqual([]);
  });
}
