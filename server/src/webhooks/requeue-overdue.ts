import type { Connection } from '../platform/database/database.ts';
import type { Log } from '../platform/log.ts';
import type { JobQueue } from '../platform/queue/job-queue.ts';
import { repeatEvery } from '../platform/repeat-every.ts';
import type { Runtime } from '../platform/runtime.ts';
import { deliverJob } from './deliver-job.ts';
import { markOverdue, readDatabaseTime } from './delivery-statements.ts';

const overdue_after_ms = 120_000;
const deliveries_max = 1_000;

export interface Requeueing {
  runtime: Runtime;
  queue: Pick<JobQueue, 'enqueue'>;
  /** The clock that decides what is overdue; that of the database but where it is tested. */
  timeOf?: (connection: Connection) => Promise<Date>;
}

/**
 * Adds jobs for deliveries of which no job has come in time: their queue has lost it, or gave it up while the database
 * was away. The row is what counts, not the job. One that only waits long gets another now and then, ever more rarely,
 * which finds it done; not every queue knows that it has one already.
 *
 * @returns how many.
 */
export async function requeueOverdue({ runtime, queue, timeOf = readDatabaseTime }: Requeueing): Promise<number> {
  return runtime.database.transactAsSystem(async (connection) => {
    const now = await timeOf(connection);
    const before = new Date(now.getTime() - overdue_after_ms).toISOString();
    const overdue = await markOverdue(connection, { before, at: now.toISOString() }, deliveries_max);
    const jobs = overdue.map(({ store_id, id, next_attempt_at }) =>
      deliverJob(store_id, id, `overdue-${Date.parse(next_attempt_at)}`),
    );
    if (jobs.length > 0) await queue.enqueue(connection, jobs);
    return jobs.length;
  });
}

/** Looks for them again and again. Any number of processes may. @returns what ends it. */
export function startRequeueing(
  requeueing: Requeueing,
  log: Pick<Log, 'error' | 'info'>,
  every_seconds: number,
): () => Promise<void> {
  return repeatEvery(every_seconds, async () => {
    try {
      const requeued = await requeueOverdue(requeueing);
      if (requeued > 0) log.info({ requeued }, 'webhooks whose jobs did not come were queued again');
    } catch (error) {
      log.error({ err: error }, 'looking for overdue webhooks failed, and is tried again');
    }
  });
}
