import type { JobHandlers } from '../platform/queue/job-queue.ts';
import { type Delivering, deliver } from './deliver.ts';
import { type DeliverPayload, deliverTask } from './deliver-job.ts';
import { noteUnderWay } from './under-way.ts';

/** What the worker does for webhooks. */
export function createWebhookHandlers(parts: Omit<Delivering, 'underWay'> & Partial<Delivering>): JobHandlers {
  const delivering = { underWay: noteUnderWay(), ...parts };
  return {
    [deliverTask]: ({ payload }) => {
      const { store_id, delivery_id } = payload as DeliverPayload;
      return deliver(delivering, store_id, delivery_id);
    },
  };
}
