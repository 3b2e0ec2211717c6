import type { Authority } from '../platform/database/authority.ts';
import type { Database } from '../platform/database/database.ts';
import { findSliceEnd, type LogDirection, type LogFilter, listLog } from './log-statements.ts';
import type { LoggedEvent, LogPosition } from './logged-event.ts';

/**
 * How much of a store's log one page goes through. A vendor without an event among 300,000 took 140 ms to find that out,
 * and longer with each event; 10,000 take 7 ms.
 */
const slice_events_max = 10_000;

export interface LogPage {
  /** In the order in which they were read. There may be none although the log goes on. */
  events: LoggedEvent[];
  /** Where the log goes on; null when it was read to its end. */
  next: LogPosition | null;
}

const asksFor = (filter: Partial<LogFilter>): boolean => Object.values(filter).some((asked) => asked !== undefined);

/** What a page with few hits has to be looked for in: null when every row that an index yields is a hit. */
function scopeOf(caller: Authority, { subject_id, ...others }: LogFilter): Authority | null {
  // The events of one thing are few, and have an index.
  if (subject_id !== undefined) return null;
  // A vendor's own are found by reading those of its store.
  if (caller.role === 'vendor') return { storeId: caller.storeId, actorId: null, role: 'house' };
  return asksFor(others) ? caller : null;
}

/**
 * Reads on in the log of the caller's store, under the caller's own policies, never more of it than one slice: what is
 * rare is found slice by slice, each of them soon. Backwards it begins below the horizon, and never comes to what
 * commits later.
 *
 * @param limit events at most.
 */
export async function readLogPage(
  database: Pick<Database, 'read'>,
  caller: Authority,
  from: LogPosition,
  filter: LogFilter,
  limit: number,
  direction: LogDirection = 'forwards',
): Promise<LogPage> {
  const { storeId } = caller;
  const scope = scopeOf(caller, filter);
  // Where the slice ends was below the horizon of an older snapshot, and so is below that of the page.
  const until =
    scope &&
    (await database.read(scope, (connection) =>
      findSliceEnd(connection, storeId, { from, direction }, slice_events_max),
    ));
  const rows_max = scope !== null && asksFor(filter) ? slice_events_max : null;
  const found = await database.read(caller, (connection) =>
    listLog(connection, storeId, { from, until, direction, rows_max }, filter, limit + 1),
  );
  const events = found.slice(0, limit);
  return { events, next: found.length > limit ? (events.at(-1) ?? null) : until };
}
