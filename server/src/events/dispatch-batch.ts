import type { Connection } from '../platform/database/database.ts';
import type { JobQueue, NewJob } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { moveCursor, readCursor, takeTurn } from './cursor-statements.ts';
import { readLogAfter } from './log-statements.ts';
import { beginningOfLog, type LoggedEvent, type LogPosition, positionText } from './logged-event.ts';
import type { Reaction } from './reaction.ts';

/** The dispatcher's name among the readers of the log. */
export const dispatcherReader = 'dispatcher';

export interface Dispatching {
  runtime: Pick<Runtime, 'database'>;
  queue: Pick<JobQueue, 'enqueue'>;
  reactions: readonly Reaction[];
}

function nameOf(events: readonly LoggedEvent[]): string {
  const [first, last] = [events[0], events.at(-1)].map((event) => event && `${event.type} ${positionText(event)}`);
  return `the events from ${first} to ${last}`;
}

/** A reaction threw: by these events, or because what it asks is away just now. */
export class ReactionFailed extends Error {
  readonly events: readonly LogPosition[];

  constructor(events: readonly LoggedEvent[], cause: unknown) {
    super(`the jobs of ${nameOf(events)} could not be made`, { cause });
    this.name = 'ReactionFailed';
    this.events = events;
  }
}

/**
 * Asks the reactions one after the other: each may ask chains of questions on the connection.
 * @throws ReactionFailed
 */
export async function jobsOfEvents(
  connection: Connection,
  reactions: readonly Reaction[],
  events: readonly LoggedEvent[],
): Promise<NewJob[]> {
  const jobs: NewJob[] = [];
  try {
    for (const { types, jobsOf } of reactions) {
      const wanted = events.filter(({ type }) => types.includes(type));
      if (wanted.length > 0) jobs.push(...(await jobsOf(connection, wanted)));
    }
  } catch (cause) {
    throw new ReactionFailed(events, cause);
  }
  return jobs;
}

async function addJobs(queue: Dispatching['queue'], connection: Connection, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length > 0) await queue.enqueue(connection, jobs);
}

/**
 * Reads the next events of the log, adds the jobs that they cause, and moves the cursor on, all in one transaction: after
 * a crash either both are there or neither.
 *
 * @param limit events at most.
 * @returns how many events were dispatched; null while another process has the turn.
 * @throws ReactionFailed, or whatever the queue or the database throws; nothing has moved then.
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
    const last = events.at(-1);
    if (!last) return 0;
    const jobs = await jobsOfEvents(connection, reactions, events);
    await addJobs(queue, connection, jobs).catch((cause) => {
      throw new Error(`the jobs of ${nameOf(events)} could not be added`, { cause });
    });
    await moveCursor(connection, dispatcherReader, last);
    return events.length;
  });
}
