import type { Connection } from '../../platform/database/database.ts';
import { newId } from '../../platform/ids.ts';
import type { JobQueue } from '../../platform/queue/job-queue.ts';
import { fetchJob, notedFetchJob } from './fetch-job.ts';
import { insertPictures, type NewPicture, releasePictures, type WantedPicture } from './statements.ts';

/**
 * Notes what is to be fetched, in the transaction that brings the products in, and has jobs look for it; the connection acts
 * as the house.
 */
export async function notePictures(
  connection: Connection,
  queue: Pick<JobQueue, 'enqueue'>,
  whose: { storeId: string; import_id: string; now: Date },
  pictures: readonly WantedPicture[],
): Promise<void> {
  const { storeId, now } = whose;
  const noted = pictures.flatMap((picture): NewPicture[] => {
    const { product_id } = picture;
    return product_id === null ? [] : [{ ...picture, product_id, id: newId(now) }];
  });
  if (noted.length === 0) return;
  await insertPictures(connection, whose, noted);
  // Of each vendor one.
  const some = new Map(noted.map((picture) => [picture.vendor_id, picture])).values();
  await queue.enqueue(
    connection,
    [...some].map((picture) => notedFetchJob(storeId, picture)),
  );
}

/** Has the pictures of an import that was cancelled and goes on looked for again; the connection acts as the house. */
export async function resumePictures(
  connection: Connection,
  queue: Pick<JobQueue, 'enqueue'>,
  { storeId, import_id, now }: { storeId: string; import_id: string; now: Date },
): Promise<void> {
  const vendors = await releasePictures(connection, import_id, now);
  if (vendors.length === 0) return;
  await queue.enqueue(
    connection,
    vendors.map((vendorId) => fetchJob(storeId, vendorId, `resumed-${now.getTime()}`)),
  );
}
