import type { Connection } from '../database/database.ts';

/** What is to be done later. It carries ids, never what can change meanwhile. */
export interface NewJob {
  /** Which handler does it: `mail.send`, `webhook.deliver`, … */
  task: string;
  /**
   * Names the effect, so that a repeat can be recognised: the same key twice is one job while the first one waits, and
   * the handler must hold a second run without a second effect.
   */
  key: string;
  /** With the `store_id` it is for: a failed job is shown to that store's admins. */
  payload: Readonly<Record<string, unknown>>;
  /** Not before; at once when left out. */
  run_at?: Date;
  /**
   * Of what is due, smaller comes first; 0 when left out. Heeded by PostgreSQL alone: Redis has a line for each task, and
   * SQS knows no order.
   */
  priority?: number;
  /** It failed, and is put back: added also while the failed one, of the same key, has not left the queue yet. */
  is_retry?: boolean;
}

export interface Job extends NewJob {
  /** From 1. An attempt whose worker died counts. */
  attempt: number;
  attempts_max: number;
  /** What the last attempt said that came to say anything: one whose worker died did not. */
  last_error?: string | null;
}

/**
 * Does one job. What it throws is kept as the job's error, and the job is tried again until its attempts are used up; a
 * `NotYet` uses up none.
 */
export type JobHandler = (job: Job) => Promise<void>;

/**
 * Thrown by a handler that came too early: what its job is about is not there. On Redis and SQS a job may run before the
 * transaction that added it has committed. The job is looked at again soon and uses up no attempt. Once it is older than
 * `JobSettings.early_ms_max`, that transaction was rolled back, or its rows are gone: the job is dropped, and is no
 * failure. Whoever throws this must be able to do without the job then.
 */
export class NotYet extends Error {
  override name = 'NotYet';
}

export type JobHandlers = Readonly<Record<string, JobHandler>>;

export type JobState = 'waiting' | 'delayed' | 'running' | 'failed';

/** How many jobs there are, by task and state. */
export interface JobCount {
  /** `*` where the queue does not know its jobs by task (SQS). */
  task: string;
  state: JobState;
  jobs: number;
}

export interface JobWorker {
  /** Takes no more jobs, and finishes those that run. */
  stop(): Promise<void>;
}

/** One attempt of a job, for the figures. */
export interface JobAttempt {
  task: string;
  /** `early`: not yet, to be looked at again; `dropped`: never, see `NotYet`. */
  outcome: 'done' | 'again' | 'failed' | 'early' | 'dropped';
  seconds: number;
}

export interface WorkOptions {
  /** Jobs at the same time in this process. */
  concurrency: number;
  /** Told of every attempt. */
  observe?: (attempt: JobAttempt) => void;
}

/**
 * Where jobs wait. The same behaviour on PostgreSQL, Redis and SQS; one test-suite holds all three to it. A job whose
 * attempts are used up leaves the queue and is kept in `failed_jobs` (failed-jobs.ts).
 */
export interface JobQueue {
  /**
   * Adds jobs. On PostgreSQL in the transaction of the connection, which acts as the house or its reader
   * (`transactAsSystem`); on others before that transaction commits, so that they are added at least once.
   */
  enqueue(connection: Connection, jobs: readonly NewJob[]): Promise<void>;
  /** Begins to work. A job whose task has no handler here is left to others. */
  work(handlers: JobHandlers, options: WorkOptions): Promise<JobWorker>;
  /** Of those that wait or run; the failed ones are counted where they are kept. */
  counts(): Promise<JobCount[]>;
  close(): Promise<void>;
}

/** What every adapter goes by. */
export interface JobSettings {
  attempts_max: number;
  /** Before the second attempt, on average; doubled before each further one. */
  backoff_ms: number;
  /** A worker that shows no sign of life for so long has died: its jobs go to others. */
  lease_ms: number;
  /** How long a worker may take to see what has become due without being told of it. */
  poll_ms: number;
  /** How old a job may become that waits for the transaction which added it: longer than that transaction may last. */
  early_ms_max: number;
  /** How long Redis or SQS may take to answer; then what was asked of it has failed. */
  answer_ms_max: number;
}

/** Those of a house in use; attempts and backoff are settings. */
export const usualTimes = { lease_ms: 30_000, poll_ms: 2_000, early_ms_max: 60_000, answer_ms_max: 5_000 } as const;

/** Ten of them must fit into one request to SQS, which takes 256 KiB. */
export const job_bytes_max = 16_384;

/**
 * @returns the last of the jobs of each key: one call may name the same effect twice.
 * @throws Error naming a job that is larger than `job_bytes_max`: a job carries ids.
 */
export function onceByKey(jobs: readonly NewJob[]): NewJob[] {
  for (const { task, key, payload } of jobs) {
    const bytes = Buffer.byteLength(JSON.stringify({ task, key, payload }));
    if (bytes > job_bytes_max) throw new Error(`the job ${key.slice(0, 100)} is too large: ${bytes} bytes`);
  }
  return [...new Map(jobs.map((job) => [job.key, job])).values()];
}
