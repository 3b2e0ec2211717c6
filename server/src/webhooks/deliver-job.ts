import type { NewJob } from '../platform/queue/job-queue.ts';

export const deliverTask = 'webhook.deliver';

export interface DeliverPayload extends Record<string, unknown> {
  store_id: string;
  delivery_id: string;
}

/** @param why tells this job from others on the same delivery: each is a job of its own. */
export function deliverJob(storeId: string, deliveryId: string, why: string, at?: Date): NewJob {
  const payload: DeliverPayload = { store_id: storeId, delivery_id: deliveryId };
  return { task: deliverTask, key: `${deliverTask}:${deliveryId}:${why}`, payload, ...(at && { run_at: at }) };
}
