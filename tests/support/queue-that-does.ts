import type { JobHandlers, NewJob } from '../../server/src/platform/queue/job-queue.ts';

/** A queue whose jobs are done as they are added, beside the transaction that adds them. @returns it, and what was begun. */
export function queueThatDoes(handlers: JobHandlers) {
  const done: Promise<void>[] = [];
  const enqueue = async (_connection: unknown, jobs: readonly NewJob[]) => {
    for (const job of jobs) done.push(Promise.resolve(handlers[job.task]?.({ ...job, attempt: 1, attempts_max: 3 })));
  };
  return { queue: { enqueue }, done };
}
