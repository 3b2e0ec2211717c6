import type { FailedJob } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { readFailedJob } from '../platform/queue/failed-jobs.ts';
import { type Jobs, shownJob } from './jobs.ts';

/** One failed job of the caller's store. @throws DomainError `not_found` */
export async function readJob({ runtime }: Pick<Jobs, 'runtime'>, caller: Caller, id: string): Promise<FailedJob> {
  const row = await runtime.database.read(caller, (connection) => readFailedJob(connection, id));
  if (!row) throw new DomainError('not_found');
  return shownJob(row);
}
