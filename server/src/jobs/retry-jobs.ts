import { jobs_retried_max } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { countFailedJobs, takeFailedJobs } from '../platform/queue/failed-jobs.ts';
import type { Jobs } from './jobs.ts';

/** Puts one failed job back to wait, its attempts forgotten. @throws DomainError `not_found` */
export async function retryJob({ runtime, queue }: Jobs, caller: Caller, id: string): Promise<void> {
  await runtime.database.transact(caller, async (connection) => {
    const taken = await takeFailedJobs(connection, { id }, 1);
    if (taken.length === 0) throw new DomainError('not_found');
    await queue.enqueue(connection, taken);
  });
}

/** Puts the failed jobs of the caller's store back to wait, as many as one call does. */
export async function retryJobs(
  { runtime, queue }: Jobs,
  caller: Caller,
  filter: { task?: string },
): Promise<{ retried: number; remaining: number }> {
  return runtime.database.transact(caller, async (connection) => {
    const taken = await takeFailedJobs(connection, filter, jobs_retried_max);
    await queue.enqueue(connection, taken);
    return { retried: taken.length, remaining: await countFailedJobs(connection, filter) };
  });
}
