import type { FailedJob } from '@orderhouse/contracts';
import type { FailedJob as FailedJobRow } from '../platform/queue/failed-jobs.ts';
import type { JobQueue } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';

/** What the verbs of this module need of the world. */
export interface Jobs {
  runtime: Runtime;
  queue: Pick<JobQueue, 'enqueue'>;
}

/** @returns a failed job as the API shows it. */
export function shownJob({ id, ...row }: FailedJobRow): FailedJob {
  return { id, state: 'failed', ...row };
}
