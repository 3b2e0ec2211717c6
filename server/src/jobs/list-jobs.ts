import type { FailedJob, jobSorts, jobs, QueryOf } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { countFailedJobs, listFailedJobs } from '../platform/queue/failed-jobs.ts';
import { type Jobs, shownJob } from './jobs.ts';

const byTime = { column: 'failed_at', id: 'id', field: 'failed_at', type: 'timestamptz' } as const;
const sorts: Readonly<Record<(typeof jobSorts)[number], Sort>> = {
  '-failed_at': { ...byTime, direction: 'desc' },
  failed_at: { ...byTime, direction: 'asc' },
};

/** The failed jobs of the caller's store. @throws DomainError `invalid_cursor` */
export async function listJobs(
  { runtime }: Pick<Jobs, 'runtime'>,
  caller: Caller,
  { task, ...query }: QueryOf<typeof jobs.list>,
): Promise<PageOf<FailedJob>> {
  const request = listRequest(query, '-failed_at');
  const sort = sorts[request.sort];
  return runtime.database.read(caller, (connection) => {
    const rows = listFailedJobs(connection, { task }, sort, request).then((found) => found.map(shownJob));
    return pageOf(sort, request, rows, () => countFailedJobs(connection, { task }));
  });
}
