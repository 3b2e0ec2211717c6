import { performance } from 'node:perf_hooks';
import type { Log } from '../log.ts';
import { backoffAfter, waitForCommit } from './backoff.ts';
import { type Job, type JobHandlers, type JobSettings, NotYet, type WorkOptions } from './job-queue.ts';

/** What came of an attempt: done, never to be done, again after a while (uncounted where early), or failed for good. */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'dropped'; error: string }
  | { kind: 'early'; delay_ms: number; error: string }
  | { kind: 'again'; delay_ms: number; error: string }
  | { kind: 'failed'; error: string };

const error_length_max = 4_000;

/** @returns what a thrown value says, with its causes, as PostgreSQL can store it. */
export function wordsOf(error: unknown): string {
  const words: string[] = [];
  for (let cause = error; cause !== undefined && words.length < 5; ) {
    words.push(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return words.join('; caused by ').replaceAll('\0', '').slice(0, error_length_max);
}

/** What is said of a job that was taken up once more than it may be, when none of its attempts came to say anything. */
export const workerDied = 'The worker ended during the last attempt';

export interface AttemptParts {
  handlers: JobHandlers;
  settings: JobSettings;
  options: WorkOptions;
  log: Pick<Log, 'warn' | 'info' | 'debug'>;
}

async function decide(job: Job, added_at_ms: number, { handlers, settings }: AttemptParts): Promise<Outcome> {
  // Its worker died in the last attempt, or JOB_ATTEMPTS_MAX was lowered meanwhile.
  if (job.attempt > job.attempts_max) return { kind: 'failed', error: job.last_error ?? workerDied };
  try {
    const handler = handlers[job.task];
    if (!handler) throw new Error(`nobody here does ${job.task}`);
    await handler(job);
    return { kind: 'done' };
  } catch (thrown) {
    const error = wordsOf(thrown);
    if (thrown instanceof NotYet) {
      const delay_ms = waitForCommit(Date.now() - added_at_ms, settings.early_ms_max);
      return delay_ms === null ? { kind: 'dropped', error } : { kind: 'early', delay_ms, error };
    }
    if (job.attempt >= job.attempts_max) return { kind: 'failed', error };
    return { kind: 'again', delay_ms: backoffAfter(job.attempt, settings.backoff_ms), error };
  }
}

const levels = { early: 'debug', dropped: 'info', again: 'warn', failed: 'warn' } as const;

/**
 * Runs a job's handler once. It never throws: what the handler throws decides what comes next.
 * @param added_at_ms when the job was added, by the clock of who added it.
 */
export async function attemptJob(job: Job, added_at_ms: number, parts: AttemptParts): Promise<Outcome> {
  const begun = performance.now();
  const outcome = await decide(job, added_at_ms, parts);
  const { task, key, attempt } = job;
  parts.options.observe?.({ task, outcome: outcome.kind, seconds: (performance.now() - begun) / 1_000 });
  if (outcome.kind !== 'done') {
    const told = { task, key, attempt, reason: outcome.error, next: outcome.kind };
    parts.log[levels[outcome.kind]](told, 'an attempt at a job failed');
  }
  return outcome;
}
