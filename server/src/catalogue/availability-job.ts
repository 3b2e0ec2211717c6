import { positionText, type Reaction } from '../events/index.ts';
import type { JobHandlers } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { refreshAvailability } from './refresh-availability.ts';

const task = 'catalogue.availability';

interface AvailabilityPayload extends Record<string, unknown> {
  store_id: string;
  variant_id: string;
}

/**
 * A variant that ran out or came back: what its product says is looked at once for all that happened to it in a batch. The
 * key is a place in the log: a job of an earlier change that runs already may have looked before this one.
 */
export const availabilityReaction: Reaction = {
  types: ['variant.sold_out', 'variant.restocked'],
  jobsOf: async (_connection, events) =>
    [...new Map(events.map((event) => [`${event.store_id}:${event.subject_id}`, event])).entries()].map(
      ([variant, event]) => {
        const payload: AvailabilityPayload = { store_id: event.store_id, variant_id: event.subject_id };
        return { task, key: `${task}:${variant}:${positionText(event)}`, payload };
      },
    ),
};

/** What the worker does to keep products available or sold out as their variants are. */
export function createAvailabilityHandlers(runtime: Runtime): JobHandlers {
  return { [task]: ({ payload }) => refreshAvailability(runtime, payload as AvailabilityPayload) };
}
