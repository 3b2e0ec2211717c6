import { setTimeout as delay } from 'node:timers/promises';
import { DelayedError, type Job as RedisJob, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { attemptJob } from './attempt-job.ts';
import { keepFailedJob } from './failed-jobs.ts';
import { openGate } from './gate.ts';
import type { JobHandlers, JobWorker, WorkOptions } from './job-queue.ts';
import { connectionOptions, type KeptJob, prefix, type RedisQueueParts } from './redis-connection.ts';
import { within } from './within.ts';

const reconnect_after_ms_max = 2_000;

/**
 * Works on the jobs in Redis until it is stopped, and waits for a Redis that is away.
 * @throws when Redis does not answer at the beginning.
 */
export async function workOnRedis(
  { database, url, settings, log }: RedisQueueParts,
  handlers: JobHandlers,
  options: WorkOptions,
): Promise<JobWorker> {
  let stopped = false;
  const warn = (error: Error) => log.warn({ reason: error.message }, 'the jobs cannot reach Redis');
  const connection = new Redis(url, {
    ...connectionOptions(settings),
    maxRetriesPerRequest: null,
    // Also of the connections that the library makes after this one.
    retryStrategy: (times) => (stopped ? null : Math.min(times * 100, reconnect_after_ms_max)),
  });
  connection.on('error', warn);
  const gate = openGate(options.concurrency);

  const later = async (job: RedisJob<KeptJob>, token: string | undefined, delay_ms: number): Promise<never> => {
    await job.moveToDelayed(Date.now() + delay_ms, token);
    throw new DelayedError();
  };
  /** All that an attempt asks of others than Redis. @returns how long the job waits then; null when it leaves the queue. */
  const attempt = async (job: RedisJob<KeptJob>): Promise<{ delay_ms: number; kept: KeptJob } | null> => {
    const { key, payload, early = 0, last_error } = job.data;
    const given = { task: job.name, key, payload };
    const { attempts_max } = settings;
    const taken = { ...given, attempt: job.attemptsStarted - early, attempts_max, last_error };
    const outcome = await attemptJob(taken, job.timestamp, { handlers, settings, options, log });
    if (outcome.kind === 'done' || outcome.kind === 'dropped') return null;
    if (outcome.kind === 'early') return { delay_ms: outcome.delay_ms, kept: { ...job.data, early: early + 1 } };
    const kept = { ...job.data, last_error: outcome.error };
    if (outcome.kind === 'again') return { delay_ms: outcome.delay_ms, kept };
    const attempts = Math.min(attempts_max, taken.attempt);
    try {
      await database.transactAsSystem((connected) => keepFailedJob(connected, given, attempts, outcome.error));
      return null;
    } catch (error) {
      log.warn({ err: error, key }, 'a failed job could not be kept; it is tried once more');
      return { delay_ms: settings.lease_ms, kept };
    }
  };

  const running = new Set<Promise<unknown>>();
  const run = async (job: RedisJob<KeptJob>, token: string | undefined): Promise<void> => {
    const work = gate(() => attempt(job));
    running.add(work);
    const wait = await work.finally(() => running.delete(work));
    if (wait === null) return;
    // Redis counts how often a job was begun. Should the worker of one that came too early die between these two, one
    // attempt more is free.
    await job.updateData(wait.kept).catch(warn);
    await later(job, token, wait.delay_ms);
  };
  const workers = Object.keys(handlers).map((task) => {
    const worker = new Worker<KeptJob>(task, run, {
      connection,
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
  const stop = async (): Promise<void> => {
    const closed = Promise.all(workers.map((worker) => worker.close()));
    const late = async () => {
      await Promise.allSettled(running);
      await delay(settings.answer_ms_max, undefined, { ref: false });
    };
    // While Redis is away nothing is closed in good order, and its jobs have lost their locks anyway.
    await Promise.race([closed, late()]);
    stopped = true;
    connection.disconnect();
  };
  try {
    await within(2 * settings.answer_ms_max, Promise.all(workers.map((worker) => worker.waitUntilReady())));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
