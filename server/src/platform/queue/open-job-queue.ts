import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { OperatorError } from '../operator-error.ts';
import type { JobQueue, JobSettings } from './job-queue.ts';
import { openPostgresQueue } from './postgres-queue.ts';
import type { QueuePlace } from './queue-url.ts';

export interface JobQueueParts {
  database: Database;
  /** The database by a connection that keeps its session. */
  directUrl: string;
  prepare: boolean;
  /** Null: in PostgreSQL. */
  place: QueuePlace | null;
  settings: JobSettings;
  log: Pick<Log, 'warn' | 'info' | 'debug'>;
}

/** Jobs stay where they were added: who changes QUEUE_URL must know that some are left behind. */
async function warnOfJobsLeft(parts: Omit<JobQueueParts, 'place'>): Promise<void> {
  const counts = await openPostgresQueue(parts).counts();
  const jobs = counts.reduce((sum, counted) => sum + counted.jobs, 0);
  if (jobs === 0) return;
  parts.log.warn({ jobs }, 'jobs are left in PostgreSQL, and QUEUE_URL names another queue: see docs/jobs.md');
}

/**
 * Opens the queue that QUEUE_URL names, and warns when jobs are left in PostgreSQL that nobody here does.
 * @throws OperatorError when it cannot be reached; never with a password that stands in its address.
 */
export async function openJobQueue({ place, ...parts }: JobQueueParts): Promise<JobQueue> {
  if (place === null) return openPostgresQueue(parts);
  await warnOfJobsLeft(parts);
  try {
    if (place.kind === 'redis') {
      const { openRedisQueue } = await import('./redis-queue.ts');
      return await openRedisQueue({ ...parts, url: place.url });
    }
    const { openSqsQueue } = await import('./sqs-queue.ts');
    return await openSqsQueue({ ...parts, ...place });
  } catch (error) {
    const where = place.kind === 'redis' ? `Redis at ${new URL(place.url).host}` : `the SQS queue ${place.queue}`;
    const { name, message } = error as Error;
    throw new OperatorError(`QUEUE_URL: ${where} cannot be used (${message || name})`, { cause: error });
  }
}
