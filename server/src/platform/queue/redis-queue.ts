import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DelayedError, Queue, type Job as RedisJob, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { attemptJob } from './attempt-job.ts';
import { keepFailedJob } from './failed-jobs.ts';
import { openGate } from './gate.ts';
import { type JobCount, type JobQueue, type JobSettings, type NewJob, onceByKey } from './job-queue.ts';

export interface RedisQueueParts {
  database: Database;
  url: string;
  settings: JobSettings;
  log: Pick<Log, 'warn' | 'debug'>;
}

/** What lies in Redis of a job. */
interface Kept {
  key: string;
  payload: Record<string, unknown>;
}

// In braces, so that all lies in one slot of a cluster.
const prefix = '{orderhouse}';
const taskSet = `${prefix}:tasks`;
const connect_timeout_ms = 10_000;
const events_kept = 100;
const close_max_ms = 5_000;
const reconnect_after_ms_max = 2_000;

/** Ids of BullMQ hold no colon and are no number; a key may be both. */
const idOf = (key: string) => createHash('sha256').update(key).digest('hex');

/**
 * Jobs in Redis, by BullMQ: a queue for each task, so that a task without a handler here waits for others. They are
 * added before the caller's transaction commits, and perhaps once more after it was rolled back.
 *
 * @throws when Redis does not answer.
 */
export async function openRedisQueue({ database, url, settings, log }: RedisQueueParts): Promise<JobQueue> {
  const warn = (error: Error) => log.warn({ reason: error.message }, 'Redis cannot be reached');
  // What is added fails at once while Redis is away, and with it the transaction that waits for it.
  const connection = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: connect_timeout_ms,
  });
  connection.on('error', warn);
  try {
    await connection.connect();
  } catch (error) {
    connection.disconnect();
    throw error;
  }

  const queues = new Map<string, Queue<Kept>>();
  const queueOf = (task: string): Queue<Kept> => {
    const known = queues.get(task);
    if (known) return known;
    const queue = new Queue<Kept>(task, {
      connection,
      prefix,
      skipVersionCheck: false,
      streams: { events: { maxLen: events_kept } },
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    queue.on('error', warn);
    queues.set(task, queue);
    return queue;
  };

  return {
    async enqueue(_connection, jobs) {
      const byTask = Map.groupBy(onceByKey(jobs), ({ task }) => task);
      if (byTask.size === 0) return;
      await connection.sadd(taskSet, ...byTask.keys());
      const now = Date.now();
      for (const [task, some] of byTask) {
        await queueOf(task).addBulk(
          some.map(({ key, payload, run_at }: NewJob) => ({
            name: task,
            data: { key, payload },
            opts: { jobId: idOf(key), delay: Math.max(0, (run_at?.getTime() ?? now) - now) },
          })),
        );
      }
    },

    async work(handlers, options) {
      // Workers wait for Redis as long as it takes.
      let stopped = false;
      const waiting = new Redis(url, {
        maxRetriesPerRequest: null,
        connectTimeout: connect_timeout_ms,
        // Also of the connections that the library makes after this one.
        retryStrategy: (times) => (stopped ? null : Math.min(times * 100, reconnect_after_ms_max)),
      });
      waiting.on('error', warn);
      const gate = openGate(options.concurrency);

      const later = async (job: RedisJob<Kept>, token: string | undefined, delay_ms: number): Promise<never> => {
        await job.moveToDelayed(Date.now() + delay_ms, token);
        throw new DelayedError();
      };
      const attempt = async (job: RedisJob<Kept>, token: string | undefined): Promise<void> => {
        const { key, payload } = job.data;
        const given = { task: job.name, key, payload };
        const { attempts_max } = settings;
        const taken = { ...given, attempt: job.attemptsStarted, attempts_max };
        const outcome = await attemptJob(taken, { handlers, settings, options, log });
        if (outcome.kind === 'again') await later(job, token, outcome.delay_ms);
        if (outcome.kind !== 'failed') return;
        const attempts = Math.min(attempts_max, taken.attempt);
        try {
          await database.transactAsSystem((connected) => keepFailedJob(connected, given, attempts, outcome.error));
        } catch (error) {
          log.warn({ err: error, key }, 'a failed job could not be kept; it is tried once more');
          await later(job, token, settings.lease_ms);
        }
      };

      const running = new Set<Promise<void>>();
      const run = (job: RedisJob<Kept>, token: string | undefined): Promise<void> => {
        const work = gate(() => attempt(job, token));
        const forget = () => void running.delete(work);
        running.add(work);
        work.then(forget, forget);
        return work;
      };
      const workers = Object.keys(handlers).map((task) => {
        const worker = new Worker<Kept>(task, run, {
          connection: waiting,
          prefix,
          concurrency: options.concurrency,
          lockDuration: settings.lease_ms,
          stalledInterval: settings.lease_ms,
          // How often a job may lose its worker is ours to count.
          maxStalledCount: Number.MAX_SAFE_INTEGER,
          removeOnComplete: { count: 0 },
          removeOnFail: { count: 0 },
        });
        worker.on('error', warn);
        return worker;
      });
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
      return {
        async stop() {
          const closed = Promise.all(workers.map((worker) => worker.close()));
          const late = async () => {
            await Promise.allSettled(running);
            await delay(close_max_ms, undefined, { ref: false });
          };
          // While Redis is away nothing is closed in good order, and its jobs have lost their locks anyway.
          await Promise.race([closed, late()]);
          stopped = true;
          waiting.disconnect();
        },
      };
    },

    async counts() {
      const tasks = await connection.smembers(taskSet);
      const counted = await Promise.all(
        tasks.map(async (task): Promise<JobCount[]> => {
          const {
            waiting = 0,
            delayed = 0,
            active = 0,
          } = await queueOf(task).getJobCounts('waiting', 'delayed', 'active');
          return [
            { task, state: 'waiting', jobs: waiting },
            { task, state: 'delayed', jobs: delayed },
            { task, state: 'running', jobs: active },
          ];
        }),
      );
      return counted.flat().filter(({ jobs }) => jobs > 0);
    },

    async close() {
      const closed = Promise.all([...queues.values()].map((queue) => queue.close()));
      await Promise.race([closed, delay(close_max_ms, undefined, { ref: false })]);
      connection.disconnect();
    },
  };
}
