import { performance } from 'node:perf_hooks';
import type { Log } from '../log.ts';
import { backoffAfter } from './backoff.ts';
import type { Job, JobHandlers, JobSettings, WorkOptions } from './job-queue.ts';

/** What came of an attempt: done, again after a while, or failed for good. */
export type Outcome =
  | { kind: 'done' }
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

/** What is said of a job that was taken up once more than it may be. */
export const workerDied = 'The worker ended during the last attempt';

export interface AttemptParts {
  handlers: JobHandlers;
  settings: JobSettings;
  options: WorkOptions;
  log: Pick<Log, 'warn'>;
}

async function decide(job: Job, { handlers, settings }: AttemptParts): Promise<Outcome> {
  if (job.attempt > job.attempts_max) return { kind: 'failed', error: workerDied };
  try {
    const handler = handlers[job.task];
    if (!handler) throw new Error(`nobody here does ${job.task}`);
    await handler(job);
    return { kind: 'done' };
  } catch (thrown) {
    const error = wordsOf(thrown);
    if (job.attempt >= job.attempts_max) return { kind: 'failed', error };
    return { kind: 'again', delay_ms: backoffAfter(job.attempt, settings.backoff_ms), error };
  }
}

/** Runs a job's handler once. It never throws: what the handler throws decides what comes next. */
export async function attemptJob(job: Job, parts: AttemptParts): Promise<Outcome> {
  const begun = performance.now();
  const outcome = await decide(job, parts);
  const { task, key, attempt } = job;
  parts.options.observe?.({ task, outcome: outcome.kind, seconds: (performance.now() - begun) / 1_000 });
  if (outcome.kind !== 'done') {
    parts.log.warn({ task, key, attempt, reason: outcome.error, next: outcome.kind }, 'an attempt at a job failed');
  }
  return outcome;
}
