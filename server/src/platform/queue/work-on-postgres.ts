import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import { attemptJob } from './attempt-job.ts';
import { keepExhaustedJobs, keepGivenUpJob } from './failed-jobs.ts';
import type { JobHandlers, JobWorker, NewJob, WorkOptions } from './job-queue.ts';
import type { PostgresQueueParts } from './postgres-queue.ts';

// One listens, and each statement about a job is short.
const connections = 4;
const restart_after_ms = 1_000;

/** Puts a job back that its worker could not do; by the delay of ours rather than the library's own. */
const putBack = `UPDATE graphile_worker._private_jobs
  SET locked_by = NULL, locked_at = NULL, last_error = $3, run_at = now() + $4 * interval '1 millisecond'
  WHERE id = $1 AND locked_by = $2`;
const seen = `INSERT INTO job_workers (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET seen_at = now()`;
const forget = `DELETE FROM job_workers WHERE id = $1 OR seen_at < now() - 10 * $2 * interval '1 millisecond'`;
// The library waits four hours. A pool that has just begun may hold a job before it was seen: its lock is young.
const unlock = `UPDATE graphile_worker._private_jobs j SET locked_by = NULL, locked_at = NULL
  WHERE j.locked_at < now() - $1 * interval '1 millisecond' AND NOT EXISTS (
    SELECT FROM job_workers w WHERE w.id = j.locked_by AND w.seen_at > now() - $1 * interval '1 millisecond')`;

/** Works on jobs by graphile-worker until it is stopped; it begins anew when PostgreSQL was away. */
export async function workOnPostgres(
  { database, directUrl, prepare, settings, log }: PostgresQueueParts,
  handlers: JobHandlers,
  options: WorkOptions,
): Promise<JobWorker> {
  const pool = new pg.Pool({
    connectionString: directUrl,
    max: connections,
    connectionTimeoutMillis: 10_000,
    application_name: 'orderhouse-jobs',
  });
  const lost = (error: Error) => log.warn({ reason: error.message }, 'a connection of the jobs was lost');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  const events = new EventEmitter() as unknown as WorkerEvents;
  let poolId: string | null = null;
  events.on('pool:create', ({ workerPool }) => {
    poolId = workerPool.id;
  });

  const taskOf =
    (task: string): TaskList[string] =>
    async (payload, { job: { id, key, attempts, locked_by } }) => {
      const given = { task, key: key ?? id, payload: payload as NewJob['payload'] };
      const outcome = await attemptJob(
        { ...given, attempt: attempts, attempts_max: settings.attempts_max },
        { handlers, settings, options, log },
      );
      if (outcome.kind === 'done') return;
      if (outcome.kind === 'again') await pool.query(putBack, [id, locked_by, outcome.error, outcome.delay_ms]);
      else
        await database.transactAsSystem((connection) => keepGivenUpJob(connection, id, `${locked_by}`, outcome.error));
      // The library would count what returns as done; what it writes about a failure finds the job no longer its own.
      throw new Error(outcome.error);
    };
  const taskList: TaskList = Object.fromEntries(Object.keys(handlers).map((task) => [task, taskOf(task)]));
  const logger = new Logger(() => (level, message) => log.debug({ level }, message));
  const begin = (): Promise<Runner> =>
    run({
      // In batches, though of no wait: else the library waits for nobody who notes the end of a job, and that which
      // cannot be noted, for PostgreSQL is away, would end the process instead of bringing the jobs to a halt.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      pgPool: pool,
      taskList,
      events,
      logger,
      concurrency: options.concurrency,
      pollInterval: settings.poll_ms,
      noHandleSignals: true,
      noPreparedStatements: !prepare,
      parsedCronItems: [],
    });

  const stopping = new AbortController();
  const pause = (ms: number) => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const looking = async () => {
    while (!stopping.signal.aborted) {
      try {
        if (poolId !== null) await pool.query(seen, [poolId]);
        await pool.query(unlock, [settings.lease_ms]);
        await database.transactAsSystem(keepExhaustedJobs);
      } catch (error) {
        log.warn({ err: error }, 'jobs of workers that died could not be looked for');
      }
      await pause(settings.lease_ms / 3);
    }
  };
  let runner: Runner;
  try {
    runner = await begin();
  } catch (error) {
    await pool.end();
    throw error;
  }
  const running = async () => {
    while (!stopping.signal.aborted) {
      await runner.promise.catch((error) => log.warn({ err: error }, 'the jobs came to a halt'));
      await pause(restart_after_ms);
      if (stopping.signal.aborted) return;
      try {
        runner = await begin();
      } catch (error) {
        log.warn({ err: error }, 'the jobs could not be begun again yet');
      }
    }
  };
  const loops = [looking(), running()];
  return {
    async stop() {
      stopping.abort();
      // It rejects when it has come to a halt already.
      await runner.stop().catch(() => undefined);
      await Promise.all(loops);
      await pool.query(forget, [poolId, settings.lease_ms]).catch(lost);
      await pool.end();
    },
  };
}
