import { expect, test } from 'vitest';
import { type Job, job_bytes_max } from '../../server/src/platform/queue/job-queue.ts';
import { patience, type QueueUnderTest } from './queue-under-test.ts';

/** What every queue does with jobs that go well. */
export function testJobs({ house, openQueue, add, jobOf, work }: QueueUnderTest): void {
  test('a job runs once, with what it was given', async () => {
    const queue = await openQueue();
    const ran: Job[] = [];
    await work(queue, { 'plain.run': async (job) => void ran.push(job) });
    const job = jobOf('plain.run', { payload: { store_id: house.storeId, nested: { ü: ['€\uFFFF', null] } } });
    await add(queue, job);
    await expect.poll(() => ran, patience).toHaveLength(1);
    expect(ran[0]).toMatchObject({ task: job.task, key: job.key, payload: job.payload, attempt: 1, attempts_max: 3 });
  });

  test('many jobs added at once run, each of them', async () => {
    const queue = await openQueue();
    const ran = new Set<unknown>();
    await work(queue, { 'many.run': async ({ payload }) => void ran.add(payload.number) }, 8);
    const jobs = Array.from({ length: 95 }, () => jobOf('many.run'));
    await add(queue, ...jobs);
    await expect.poll(() => ran.size, patience).toBe(95);
  });

  test('no more run at the same time than the worker was told, of all tasks together', async () => {
    const queue = await openQueue();
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
    const queue = await openQueue();
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
    const queue = await openQueue();
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

  test('a task without a handler here is left to others', async () => {
    const queue = await openQueue();
    const ran: string[] = [];
    await work(queue, { 'mine.run': async ({ task }) => void ran.push(task) });
    await add(queue, jobOf('theirs.run'), jobOf('mine.run'));
    await expect.poll(() => ran, patience).toEqual(['mine.run']);
    await work(queue, { 'theirs.run': async ({ task }) => void ran.push(task) });
    await expect.poll(() => ran, patience).toEqual(['mine.run', 'theirs.run']);
  });

  test('stopping finishes what was begun, and begins nothing', async () => {
    const queue = await openQueue();
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

  test('a job that is too large is refused, with its key, and nothing is added', async () => {
    const queue = await openQueue();
    const large = jobOf('large.run', { payload: { text: 'ü'.repeat(job_bytes_max / 2) } });
    await expect(add(queue, jobOf('large.run'), large)).rejects.toThrow(`the job ${large.key} is too large`);
    await expect.poll(() => queue.counts(), patience).toEqual([]);
  });
}
