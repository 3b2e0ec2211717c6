import { setTimeout as delay } from 'node:timers/promises';
import type { TaskList } from 'graphile-worker';
import { attemptJob } from './attempt-job.ts';
import { keepExhaustedJobs, keepGivenUpJob } from './failed-jobs.ts';
import { createHeldJobs } from './held-jobs.ts';
import type { JobHandlers, JobWorker, NewJob, WorkOptions } from './job-queue.ts';
import type { PostgresQueueParts } from './postgres-queue.ts';
import { type GraphileRun, runGraphile } from './run-graphile.ts';

const restart_after_ms = 1_000;

/** Puts a job back that its worker could not do; by the delay of ours rather than the library's own. */
const putBack = `UPDATE graphile_worker._private_jobs
  SET locked_by = NULL, locked_at = NULL, last_error = $3, run_at = now() + $4 * interval '1 millisecond', attempts = $5
  WHERE id = $1 AND locked_by = $2`;
// Each lock is renewed for as long as its job runs. By the job, not by the worker: one that lives may have lost a job
// all the same, when PostgreSQL went away between giving it out and the answer, or before its end was noted.
const renew = `UPDATE graphile_worker._private_jobs SET locked_at = now() WHERE id = ANY($1::bigint[]) AND locked_by = ANY($2)`;
// The library waits four hours.
const unlock = `UPDATE graphile_worker._private_jobs SET locked_by = NULL, locked_at = NULL
  WHERE NOT is_available AND locked_at < now() - $1 * interval '1 millisecond'`;

/** Works on jobs by graphile-worker until it is stopped; it begins anew when PostgreSQL was away. */
export async function workOnPostgres(
  { database, directUrl, prepare, settings, log }: PostgresQueueParts,
  handlers: JobHandlers,
  options: WorkOptions,
): Promise<JobWorker> {
  const held = createHeldJobs();

  type TaskHelpers = Parameters<NonNullable<TaskList[string]>>[1];
  const attempt = async (task: string, payload: unknown, { job, query }: TaskHelpers): Promise<void> => {
    const { id, key, attempts, locked_by, created_at, last_error } = job;
    const given = { task, key: key ?? id, payload: payload as NewJob['payload'] };
    const outcome = await attemptJob(
      { ...given, attempt: attempts, attempts_max: settings.attempts_max, last_error },
      created_at.getTime(),
      { handlers, settings, options, log },
    );
    if (outcome.kind === 'done' || outcome.kind === 'dropped') return;
    const note = async () => {
      if (outcome.kind === 'failed') {
        await database.transactAsSystem((connection) => keepGivenUpJob(connection, id, `${locked_by}`, outcome.error));
      } else {
        const used = outcome.kind === 'early' ? attempts - 1 : attempts;
        await query(putBack, [id, locked_by, outcome.error, outcome.delay_ms, used]);
      }
    };
    await note().catch((error) => log.warn({ err: error, task, key }, 'a failed attempt could not be noted'));
    // The library would count what returns as done. What it writes about a failure finds the job no longer its own, or,
    // where the note failed, keeps the same words.
    throw new Error(outcome.error);
  };
  const taskOf =
    (task: string): TaskList[string] =>
    (payload, helpers) => {
      const { id, locked_by } = helpers.job;
      return held.hold(id, `${locked_by}`, () => attempt(task, payload, helpers));
    };
  const taskList: TaskList = Object.fromEntries(Object.keys(handlers).map((task) => [task, taskOf(task)]));
  const { poll_ms, lease_ms } = settings;
  const { concurrency } = options;
  const begin = () => runGraphile({ directUrl, prepare, poll_ms, concurrency, taskList, idle: held.idle, log });

  let current: GraphileRun = await begin();
  const stopping = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  let isStopping = false;
  let isOver = false;

  const again = async (work: () => Promise<unknown>, failed: string) => {
    while (!isOver) {
      await work().catch((error) => isOver || log.warn({ err: error }, failed));
      await Promise.race([delay(lease_ms / 3, undefined, { ref: false }), over.promise]);
    }
  };
  // By itself, for it must not wait for anything else; also while it stops: what still runs keeps its lock.
  const renewing = async () => {
    const { ids, by } = held.locks();
    if (ids.length > 0) await current.pool.query(renew, [ids, by]);
  };
  const looking = async () => {
    await current.pool.query(unlock, [lease_ms]);
    await database.transactAsSystem(keepExhaustedJobs);
  };
  /** @returns false when it was stopped before. */
  const beginAgain = async (): Promise<boolean> => {
    for (;;) {
      await Promise.race([delay(restart_after_ms, undefined, { ref: false }), stopping.promise]);
      if (isStopping) return false;
      try {
        current = await begin();
        log.warn({}, 'the jobs go on');
        return true;
      } catch (error) {
        log.warn({ err: error }, 'the jobs could not be begun again yet');
      }
    }
  };
  const running = async () => {
    do {
      await Promise.race([current.halted, stopping.promise]);
      await current.end();
    } while (await beginAgain());
    isOver = true;
    over.resolve();
  };
  const loops = [
    running(),
    again(renewing, 'the locks of the jobs that run could not be renewed'),
    again(looking, 'jobs of workers that died could not be looked for'),
  ];
  return {
    async stop() {
      isStopping = true;
      stopping.resolve();
      await Promise.all(loops);
    },
  };
}
