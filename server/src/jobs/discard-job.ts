import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { takeFailedJobs } from '../platform/queue/failed-jobs.ts';
import type { Jobs } from './jobs.ts';

/** Forgets a failed job of the caller's store. @throws DomainError `not_found` */
export async function discardJob({ runtime }: Pick<Jobs, 'runtime'>, caller: Caller, id: string): Promise<void> {
  const taken = await runtime.database.transact(caller, (connection) => takeFailedJobs(connection, { id }, 1));
  if (taken.length === 0) throw new DomainError('not_found');
}
