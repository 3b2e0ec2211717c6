import { wordsOf } from '../platform/queue/attempt-job.ts';
import { keepFailedJob } from '../platform/queue/failed-jobs.ts';
import type { Job, JobHandler } from '../platform/queue/job-queue.ts';
import { moveCursor, readCursor, takeTurn } from './cursor-statements.ts';
import { type Dispatching, dispatcherReader, jobsOfEvents } from './dispatch-batch.ts';
import { readLogAfter, readLogAt } from './log-statements.ts';
import { beginningOfLog, type LogPosition, parsePosition, positionText } from './logged-event.ts';

/** The task of an event that the dispatcher has set aside. */
export const dispatchTask = 'event.dispatch';

/**
 * Sets the next event aside, as a failed job, so that those after it go on: it is dispatched when somebody retries it.
 *
 * @param at the event that could not be dispatched; if another one is next by now, nothing happens.
 * @returns whether it was set aside.
 */
export async function setAside(
  { runtime }: Pick<Dispatching, 'runtime'>,
  at: LogPosition,
  attempts: number,
  error: unknown,
): Promise<boolean> {
  return runtime.database.transactAsSystem(async (connection) => {
    const [isOurs, cursor = beginningOfLog] = await Promise.all([
      takeTurn(connection),
      readCursor(connection, dispatcherReader),
    ]);
    if (!isOurs) return false;
    const [next] = await readLogAfter(connection, cursor, 1);
    if (!next || positionText(next) !== positionText(at)) return false;
    const payload = { store_id: next.store_id, event: positionText(next), type: next.type };
    const job = { task: dispatchTask, key: `${dispatchTask}:${positionText(next)}`, payload };
    await keepFailedJob(connection, job, attempts, wordsOf(error));
    await moveCursor(connection, dispatcherReader, next);
    return true;
  });
}

function positionOf({ payload }: Job): LogPosition {
  const position = typeof payload.event === 'string' ? parsePosition(payload.event) : null;
  if (position === null) throw new Error(`a job ${dispatchTask} names no event`);
  return position;
}

/** Does a job `event.dispatch`: what the dispatcher would have done. Its jobs have the same keys each time. */
export function dispatchAgain({ runtime, queue, reactions }: Dispatching): JobHandler {
  return (job) =>
    runtime.database.transactAsSystem(async (connection) => {
      const event = await readLogAt(connection, positionOf(job));
      if (!event) throw new Error(`the log has no event ${job.payload.event}`);
      const jobs = await jobsOfEvents(connection, reactions, [event]);
      if (jobs.length > 0) await queue.enqueue(connection, jobs);
    });
}
