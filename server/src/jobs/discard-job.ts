import { jobs_retried_max } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { countFailedJobs, takeFailedJobs } from '../platform/queue/failed-jobs.ts';
import type { Jobs } from './jobs.ts';

/** Forgets a failed job of the caller's store. @throws DomainError `not_found` */
export async function discardJob({ runtime }: Pick<Jobs, 'runtime'>, caller: Caller, id: string): Promise<void> {
  const taken = await runtime.database.transact(caller, (connection) => takeFailedJobs(connection, { id }, 1));
  if (taken.length === 0) throw new DomainError('not_found');
}

/** Forgets failed jobs of the caller's store, as many as one call does. */
export async function discardJobs(
  { runtime }: Pick<Jobs, 'runtime'>,
  caller: Caller,
  filter: { task: string },
): Promise<{ discarded: number; remaining: number }> {
  return runtime.database.transact(caller, async (connection) => {
    const taken = await takeFailedJobs(connection, filter, jobs_retried_max);
    return { discarded: taken.length, remaining: await countFailedJobs(connection, filter) };
  });
}
