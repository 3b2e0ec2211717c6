import type { NewJob } from '../../platform/queue/job-queue.ts';

export const fetchTask = 'import.fetch_pictures';

/** Whose pictures are to be fetched. */
export interface FetchPayload extends Record<string, unknown> {
  store_id: string;
  vendor_id: string;
  /** One that was noted in the transaction that added the job; on Redis and SQS the job may come first. */
  picture_id?: string;
}

/** After all else: they are many, and their products are in already. */
const priority = 3;

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

/** For what is due then; several for the same moment are one. */
export function plannedFetchJob({ store_id, vendor_id }: FetchPayload, at: Date): NewJob {
  return fetchJob(store_id, vendor_id, `at-${at.getTime()}`, at);
}

/** For what was just noted, of which this is one. */
export function notedFetchJob(storeId: string, { id, vendor_id }: { id: string; vendor_id: string }): NewJob {
  const job = fetchJob(storeId, vendor_id, id);
  return { ...job, payload: { ...job.payload, picture_id: id } };
}
