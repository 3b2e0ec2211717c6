import type { JobHandlers } from '../platform/queue/job-queue.ts';
import { type Delivering, deliver } from './deliver.ts';
import { type DeliverPayload, deliverTask } from './deliver-job.ts';
import { readDatabaseTime } from './delivery-statements.ts';
import { limitsOf, noteUnderWay } from './under-way.ts';

interface WebhookHandlerParts
  extends Omit<Delivering, 'underWay' | 'timeOf'>,
    Partial<Pick<Delivering, 'underWay' | 'timeOf'>> {
  /** How many jobs the worker does at once, of all tasks. */
  concurrency: number;
}

/** What the worker does for webhooks. */
export function createWebhookHandlers({ concurrency, ...parts }: WebhookHandlerParts): JobHandlers {
  const delivering = { underWay: noteUnderWay(limitsOf(concurrency)), timeOf: readDatabaseTime, ...parts };
  return { [deliverTask]: ({ payload }) => deliver(delivering, payload as DeliverPayload) };
}
