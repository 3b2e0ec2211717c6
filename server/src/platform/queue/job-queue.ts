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
}

export interface Job extends NewJob {
  /** From 1. An attempt whose worker died counts. */
  attempt: number;
  attempts_max: number;
}

/** Does one job. What it throws is kept as the job's error, and the job is tried again until its attempts are used up. */
export type JobHandler = (job: Job) => Promise<void>;

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
  outcome: 'done' | 'again' | 'failed';
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
}

/** Those of a house in use; attempts and backoff are settings. */
export const usualTimes = { lease_ms: 30_000, poll_ms: 2_000 } as const;

/** @returns the last of the jobs of each key: one call may name the same effect twice. */
export function onceByKey(jobs: readonly NewJob[]): NewJob[] {
  return [...new Map(jobs.map((job) => [job.key, job])).values()];
}
