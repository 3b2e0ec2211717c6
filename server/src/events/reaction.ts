import type { EventType } from '@orderhouse/contracts';
import type { Connection } from '../platform/database/database.ts';
import type { NewJob } from '../platform/queue/job-queue.ts';
import type { LoggedEvent } from './logged-event.ts';

/** What a module does when something happened: jobs, added in the transaction that moves the dispatcher's cursor on. */
export interface Reaction {
  /** The types that it wants; the dispatcher asks it for no other. */
  types: readonly EventType[];
  /**
   * @param connection reads across stores (`orderhouse_system`), for what decides whether there is a job at all.
   * @returns the jobs that these events cause; their keys follow from the events alone.
   */
  jobsOf(connection: Connection, events: readonly LoggedEvent[]): Promise<NewJob[]>;
}
