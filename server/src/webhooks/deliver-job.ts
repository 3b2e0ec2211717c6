import type { NewJob } from '../platform/queue/job-queue.ts';
import type { Hindrance } from './under-way.ts';

export const deliverTask = 'webhook.deliver';

export interface DeliverPayload extends Record<string, unknown> {
  store_id: string;
  delivery_id: string;
  /** How often in a row its job came before it could be sent; left out for never. */
  early?: number;
  /** How often in a row it was postponed because its endpoint was slow; left out for never. */
  postponed?: number;
}

/** After all else that is due: a store may have thousands of them, and nobody waits for a webhook as for a mail. */
const priority = 1;

/** @param why tells this job from others on the same delivery: each is a job of its own. */
export function deliverJob(storeId: string, deliveryId: string, why: string, at?: Date): NewJob {
  const payload: DeliverPayload = { store_id: storeId, delivery_id: deliveryId };
  return { task: deliverTask, key: keyOf(deliveryId, why), payload, priority, ...(at && { run_at: at }) };
}

/** For a delivery that has just been planned for then. */
export function plannedJob(storeId: string, deliveryId: string, at: Date): NewJob {
  return deliverJob(storeId, deliveryId, `at-${at.getTime()}`, at);
}

/**
 * For a delivery whose job came too early: by the clock of a queue that is ahead, or while somebody was sending. It comes
 * when the delivery can be sent, and later from one time to the next, so that no two clocks can make it come in a circle.
 *
 * @param payload of the job that came. The new one has another key: under that of a running job it would be none.
 */
export function jobInstead(given: DeliverPayload, at: Date, now: Date): NewJob {
  const { delivery_id, early = 0 } = given;
  const wait_ms = early_wait_ms * 2 ** Math.min(early, early_doublings_max);
  const run_at = new Date(Math.max(at.getTime(), now.getTime() + wait_ms));
  const payload: DeliverPayload = { ...given, early: early + 1 };
  const key = keyOf(delivery_id, `at-${at.getTime()}-${early + 1}`);
  return { task: deliverTask, key, payload, run_at, priority };
}

/**
 * For a delivery that others are served before. A slow endpoint's waits grow, so that thousands of them do not busy the
 * worker with being postponed.
 *
 * @param chance from 0 to 1, so that they do not all come back at once.
 */
export function postponedJob(
  { store_id, delivery_id, postponed = 0 }: DeliverPayload,
  why: Hindrance,
  now: Date,
  chance: number,
): { job: NewJob; run_at: Date } {
  const slow_ms = Math.min(postponed_ms_max, postponed_ms_min * 2 ** postponed);
  const wait_ms = why === 'full' ? full_ms_min + chance * full_ms_spread : slow_ms * (1 + chance);
  const run_at = new Date(now.getTime() + Math.round(wait_ms));
  const times = why === 'full' ? postponed : postponed + 1;
  const payload: DeliverPayload = { store_id, delivery_id, ...(times > 0 && { postponed: times }) };
  const key = keyOf(delivery_id, `at-${run_at.getTime()}`);
  return { job: { task: deliverTask, key, payload, run_at, priority }, run_at };
}

const postponed_ms_min = 5_000;
/** Before chance, which may double it. */
const postponed_ms_max = 150_000;
const full_ms_min = 100;
const full_ms_spread = 400;

const early_wait_ms = 1_000;
const early_doublings_max = 6;

function keyOf(deliveryId: string, why: string): string {
  return `${deliverTask}:${deliveryId}:${why}`;
}
