import type { NewJob } from '../../platform/queue/job-queue.ts';

export const fetchTask = 'import.fetch_pictures';

/** Whose pictures are to be fetched. */
export interface FetchPayload extends Record<string, unknown> {
  store_id: string;
  vendor_id: string;
  /** One that was noted in the transaction that added the job; on Redis and SQS the job may come first. */
  picture_id?: string;
  /** How often in a row others had their turn instead; left out for never. */
  postponed?: number;
}

/** After all else: they are many, and their products are in already. */
const priority = 3;
const postponed_ms_min = 1_000;
const postponed_doublings_max = 5;

/** @param why tells this job from others for the same vendor: each is a job of its own, and one too many finds nothing to do. */
export function fetchJob(storeId: string, vendorId: string, why: string, at?: Date): NewJob {
  const payload: FetchPayload = { store_id: storeId, vendor_id: vendorId };
  return {
    task: fetchTask,
    key: `${fetchTask}:${storeId}:${vendorId}:${why}`,
    payload,
    priority,
    ...(at && { run_at: at }),
  };
}

/** For what is due then. */
export function plannedFetchJob({ store_id, vendor_id }: FetchPayload, at: Date): NewJob {
  return fetchJob(store_id, vendor_id, `at-${at.getTime()}`, at);
}

/**
 * For a vendor that others are served before; later from one time to the next.
 * @param chance from 0 to 1, so that they do not all come back at once.
 */
export function postponedFetchJob(given: FetchPayload, now: Date, chance: number): NewJob {
  const { postponed = 0 } = given;
  const wait_ms = postponed_ms_min * 2 ** Math.min(postponed, postponed_doublings_max) * (1 + chance);
  const job = plannedFetchJob(given, new Date(now.getTime() + Math.round(wait_ms)));
  return { ...job, payload: { ...job.payload, postponed: postponed + 1 } };
}

/** For what was just noted, of which this is one. */
export function notedFetchJob(storeId: string, { id, vendor_id }: { id: string; vendor_id: string }): NewJob {
  const job = fetchJob(storeId, vendor_id, id);
  return { ...job, payload: { ...job.payload, picture_id: id } };
}
