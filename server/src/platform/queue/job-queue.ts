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
  payload: Readonly<Record<string, unknown>>;
  /** Not before; at once when left out. */
  run_at?: Date;
}

export interface Job extends NewJob {
  /** From 1. */
  attempt: number;
  attempts_max: number;
}

/** Does one job. What it throws is kept as the job's error, and the job is tried again until its attempts are used up. */
export type JobHandler = (job: Job) => Promise<void>;

export interface FailedJob {
  id: string;
  task: string;
  key: string;
  payload: Readonly<Record<string, unknown>>;
  attempts: number;
  last_error: string;
  failed_at: string;
}

export type JobState = 'waiting' | 'delayed' | 'running' | 'failed';

/** How many jobs there are, by task and state. */
export interface JobCount {
  task: string;
  state: JobState;
  jobs: number;
}

export interface JobWorker {
  /** Takes no more jobs, and finishes those that run. */
  stop(): Promise<void>;
}

export interface WorkOptions {
  /** Jobs at the same time in this process. */
  concurrency: number;
}

/** Where jobs wait. The same behaviour on PostgreSQL, Redis and SQS; one test-suite holds all three to it. */
export interface JobQueue {
  /**
   * Adds jobs. On PostgreSQL in the transaction of the connection, which acts as the house's own reader
   * (`transactAsSystem`); on others before that transaction commits, so that they are added at least once.
   */
  enqueue(connection: Connection, jobs: readonly NewJob[]): Promise<void>;
  /** Begins to work. A job whose task has no handler here is left to others. */
  work(handlers: Readonly<Record<string, JobHandler>>, options: WorkOptions): Promise<JobWorker>;
  counts(): Promise<JobCount[]>;
  /** Newest first; `before` is the id of the last of the page before. */
  listFailed(page: { limit: number; before?: string; task?: string }): Promise<FailedJob[]>;
  readFailed(id: string): Promise<FailedJob | null>;
  /** Puts a failed job back to wait, its attempts forgotten. @returns false when there is none. */
  retry(id: string): Promise<boolean>;
  /** Forgets a failed job. @returns false when there is none. */
  discard(id: string): Promise<boolean>;
  close(): Promise<void>;
}
