import { type LoggedEvent, positionText, type Reaction } from '../events/index.ts';
import type { JobHandlers } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { countSales } from './count-sales.ts';
import { counted } from './sales-of-events.ts';

const task = 'sales.count';
/**
 * Before the mails, where the queue heeds it: after a burst of orders thousands of them wait, and one job counts all that was
 * sold meanwhile.
 */
const priority = -1;

/** Sales are counted again by the days of another time zone. */
function setsTimeZone({ type, data: { after } }: LoggedEvent): boolean {
  return type === 'store.updated' && typeof after === 'object' && after !== null && 'time_zone' in after;
}

/**
 * One job for all that was ordered in a store in a batch of the log. Its key is a place in the log: a job that runs
 * already may have read it before.
 */
export const salesReaction: Reaction = {
  types: [...counted, 'store.updated'],
  async jobsOf(_connection, events) {
    const wanted = events.filter((event) => event.type !== 'store.updated' || setsTimeZone(event));
    const last = new Map(wanted.map((event) => [event.store_id, event]));
    return [...last.values()].map((event) => ({
      task,
      key: `${task}:${event.store_id}:${positionText(event)}`,
      payload: { store_id: event.store_id },
      priority,
    }));
  },
};

/** What the worker does to count sales. */
export function createSalesHandlers(runtime: Runtime): JobHandlers {
  return { [task]: ({ payload }) => countSales(runtime, String(payload.store_id)) };
}
