import type { Connection } from '../database/database.ts';
import { type FailedJobFilter, takeFailedJobs } from './failed-jobs.ts';
import type { JobQueue } from './job-queue.ts';

/** Puts failed jobs back to wait, the oldest first, their attempts forgotten. @returns how many it found. */
export async function retryFailedJobs(
  queue: Pick<JobQueue, 'enqueue'>,
  connection: Connection,
  filter: FailedJobFilter & { id?: string },
  limit: number,
): Promise<number> {
  const taken = await takeFailedJobs(connection, filter, limit);
  await queue.enqueue(
    connection,
    taken.map(({ task, key, payload }) => ({ task, key, payload, is_retry: true })),
  );
  return taken.length;
}
