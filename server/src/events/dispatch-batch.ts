import type { Connection } from '../platform/database/database.ts';
import type { JobQueue, NewJob } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { moveCursor, readCursor, takeTurn } from './cursor-statements.ts';
import { readLogAfter } from './log-statements.ts';
import { beginningOfLog, type LoggedEvent, positionText } from './logged-event.ts';
import type { Reaction } from './reaction.ts';

/** The dispatcher's name among the readers of the log. */
export const dispatcherReader = 'dispatcher';

export interface Dispatching {
  runtime: Pick<Runtime, 'database'>;
  queue: Pick<JobQueue, 'enqueue'>;
  reactions: readonly Reaction[];
}

/** One after the other: each may ask chains of questions on the connection. */
async function jobsOf(connection: Connection, reactions: readonly Reaction[], events: readonly LoggedEvent[]) {
  const jobs: NewJob[] = [];
  for (const { types, jobsOf } of reactions) {
    const wanted = events.filter(({ type }) => types.includes(type));
    if (wanted.length > 0) jobs.push(...(await jobsOf(connection, wanted)));
  }
  return jobs;
}

/**
 * Reads the next events of the log, adds the jobs that they cause, and moves the cursor on, all in one transaction: after
 * a crash either both are there or neither.
 *
 * @param limit events at most.
 * @returns how many events were dispatched; null while another process has the turn.
 * @throws whatever a reaction or the queue throws, with the events named; nothing has moved then.
 */
export async function dispatchBatch({ runtime, queue, reactions }: Dispatching, limit: number): Promise<number | null> {
  return runtime.database.transactAsSystem(async (connection) => {
    // Two statements in one round trip, each with its own snapshot: the cursor is read under the lock.
    const [isOurs, cursor = beginningOfLog] = await Promise.all([
      takeTurn(connection),
      readCursor(connection, dispatcherReader),
    ]);
    if (!isOurs) return null;
    const events = await readLogAfter(connection, cursor, limit);
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) return 0;
    try {
      const jobs = await jobsOf(connection, reactions, events);
      if (jobs.length > 0) await queue.enqueue(connection, jobs);
    } catch (cause) {
      const [from, to] = [first, last].map((event) => `${event.type} ${positionText(event)}`);
      throw new Error(`the jobs of the events from ${from} to ${to} could not be added`, { cause });
    }
    await moveCursor(connection, dispatcherReader, last);
    return events.length;
  });
}
