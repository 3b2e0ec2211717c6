import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Database } from '../../server/src/platform/database/database.ts';
import type { Log } from '../../server/src/platform/log.ts';
import type { JobHandlers, JobQueue, NewJob, WorkOptions } from '../../server/src/platform/queue/job-queue.ts';
import { openJobQueue } from '../../server/src/platform/queue/open-job-queue.ts';
import { parseQueueUrl } from '../../server/src/platform/queue/queue-url.ts';
import { retryFailedJobs } from '../../server/src/platform/queue/retry-failed-jobs.ts';
import { openTestHouse } from './house.ts';

/** Short times, so that what dies or fails comes back within a test. */
export const settings = {
  ...{ attempts_max: 3, backoff_ms: 40 },
  ...{ lease_ms: 2_000, poll_ms: 100, early_ms_max: 2_500, answer_ms_max: 1_000 },
};
export const patience = { timeout: 20_000, interval: 20 };
const quiet = pino({ level: 'silent' });

interface Kept {
  id: string;
  store_id: string | null;
  last_error: string;
}

/**
 * A house for one test file, and queues on the place that a QUEUE_URL names, with short times. What is opened here is
 * closed at the end of its test.
 *
 * @param url null: in PostgreSQL.
 */
export async function openQueueUnderTest(url: string | null) {
  const house = await openTestHouse({ connections_max: 10 });
  const { database } = house.runtime;
  let made = 0;

  return {
    url,
    house,
    database,

    /** @param through the database as the queue sees it. */
    async openQueue(
      other: Partial<typeof settings> = {},
      at = url,
      log: Log = quiet,
      through: Database = database,
    ): Promise<JobQueue> {
      const place = at === null ? null : parseQueueUrl(at);
      if (typeof place === 'string') throw new Error(place);
      const queue = await openJobQueue({
        ...{ database: through, directUrl: house.databaseUrl, prepare: true, place, log },
        settings: { ...settings, ...other },
      });
      onTestFinished(() => queue.close());
      return queue;
    },

    add: (queue: JobQueue, ...jobs: NewJob[]) =>
      database.transactAsSystem((connection) => queue.enqueue(connection, jobs)),

    /** A job that no other test has. */
    jobOf(task: string, more: Partial<NewJob> = {}): NewJob {
      made += 1;
      return { task, key: `${task}:${made}`, payload: { store_id: house.storeId, number: made }, ...more };
    },

    async work(queue: JobQueue, handlers: JobHandlers, concurrency = 4, observe?: WorkOptions['observe']) {
      const worker = await queue.work(handlers, { concurrency, observe });
      let stopping: Promise<void> | null = null;
      const stop = () => {
        stopping ??= worker.stop();
        return stopping;
      };
      onTestFinished(stop);
      return { stop };
    },

    /** Puts back the failed jobs of a task, as an admin does. @param end what happens before that is committed. */
    putBack: (queue: JobQueue, task: string, end: () => Promise<void> | void = () => undefined): Promise<number> =>
      database.transact({ storeId: house.storeId, actorId: null, role: 'house' }, async (connection) => {
        const retried = await retryFailedJobs(queue, connection, { task }, 10);
        await end();
        return retried;
      }),

    failedOf: (key: string) =>
      database.transactAsSystem(async (connection) => {
        const { rows } = await sql<Kept>`SELECT * FROM failed_jobs WHERE key = ${key}`.execute(connection);
        return rows;
      }),

    /** Adds a job, begins it in a process of its own, and kills that. */
    async loseTheWorkerOf(add: () => Promise<void>, task: string, attempts_max: number): Promise<void> {
      const child = fork(join(import.meta.dirname, 'begin-and-hang.ts'));
      onTestFinished(() => void child.kill('SIGKILL'));
      child.send({ url, databaseUrl: house.databaseUrl, settings: { ...settings, attempts_max }, task });
      await once(child, 'message');
      await add();
      await once(child, 'message');
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

export type QueueUnderTest = Awaited<ReturnType<typeof openQueueUnderTest>>;
