import { given, idOf, textOf } from '../../lib/search-params.ts';

/** What of the room stands in its address: the task that is looked at, and the job that is open. */
export function jobsSearch(search: Record<string, unknown>) {
  return given({ task: textOf(search.task), job: idOf(search.job) });
}
