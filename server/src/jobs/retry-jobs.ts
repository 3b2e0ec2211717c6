import { jobs_retried_max } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { countFailedJobs } from '../platform/queue/failed-jobs.ts';
import { retryFailedJobs } from '../platform/queue/retry-failed-jobs.ts';
import type { Jobs } from './jobs.ts';

/** Puts one failed job back to wait, its attempts forgotten. @throws DomainError `not_found` */
export async function retryJob({ runtime, queue }: Jobs, caller: Caller, id: string): Promise<void> {
  await runtime.database.transact(caller, async (connection) => {
    const retried = await retryFailedJobs(queue, connection, { id }, 1);
    if (retried === 0) throw new DomainError('not_found');
  });
}

/** Puts the failed jobs of the caller's store back to wait, as many as one call does. */
export async function retryJobs(
  { runtime, queue }: Jobs,
  caller: Caller,
  filter: { task?: string },
): Promise<{ retried: number; remaining: number }> {
  return runtime.database.transact(caller, async (connection) => {
    const retried = await retryFailedJobs(queue, connection, filter, jobs_retried_max);
    return { retried, remaining: await countFailedJobs(connection, filter) };
  });
}
