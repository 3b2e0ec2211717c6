import { buffer } from 'node:stream/consumers';
import { appendEvents, type LoggedEvent, type Reaction } from '../../events/index.ts';
import type { Files } from '../../platform/files/files.ts';
import type { JobHandlers, NewJob } from '../../platform/queue/job-queue.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { productEvent } from '../product-event.ts';
import { readProduct } from '../statements.ts';
import { encodeSizes } from './encode-picture.ts';
import { markReady, readImage } from './statements.ts';
import { originalKey, size_type, sizeKey, sizeNames } from './stored-image.ts';

/** The task of jobs that make the sizes of one picture. */
export const sizesTask = 'picture.make_sizes';

interface SizesJob {
  store_id: string;
  product_id: string;
  image_id: string;
}

function jobOf({ store_id, subject_id, data }: LoggedEvent): NewJob {
  const image_id = String(data.image_id);
  return { task: sizesTask, key: image_id, payload: { store_id, product_id: subject_id, image_id } satisfies SizesJob };
}

/** A picture that was added gets its sizes. */
export const pictureReaction: Reaction = {
  types: ['product.image_added'],
  jobsOf: async (_connection, events) => events.map(jobOf),
};

function readJob({ store_id, product_id, image_id }: NewJob['payload']): SizesJob {
  for (const id of [store_id, product_id, image_id]) {
    if (typeof id !== 'string') throw new Error(`a job ${sizesTask} lacks an id`);
  }
  return { store_id, product_id, image_id } as SizesJob;
}

/**
 * Makes the sizes of a picture. Done twice it writes the same files under the same keys. While the picture has its row the
 * keys follow from it; who takes it away notes them for longer than this takes, so that nothing is left.
 *
 * @throws when the file cannot be had: the job is tried again, and is kept among the failed ones.
 */
async function makeSizes({ runtime, files }: { runtime: Runtime; files: Files }, job: SizesJob): Promise<void> {
  const { store_id: storeId, product_id, image_id } = job;
  const { database, clock } = runtime;
  const house = { storeId, actorId: null, role: 'house' } as const;
  const image = await database.read(house, (connection) => readImage(connection, product_id, image_id));
  if (!image || image.is_ready) return;
  const sizes = await encodeSizes(async () => {
    const file = await files.read(originalKey(image_id, image.ending));
    if (!file) throw new Error(`the file of the picture ${image_id} is gone`);
    return buffer(file.stream);
  });
  for (const size of sizeNames) {
    await files.write(sizeKey(image_id, size), sizes[size], { content_type: size_type });
  }
  const isThere = await database.transact(house, async (connection) => {
    const now = clock.now();
    const product = await readProduct(connection, product_id);
    if (!product) return false;
    if (await markReady(connection, image_id, now.toISOString())) {
      await appendEvents(connection, house, now, [
        productEvent('product.image_updated', product, { image_id, is_ready: true }),
      ]);
    }
    return (await readImage(connection, product_id, image_id)) !== undefined;
  });
  if (!isThere) await files.remove(sizeNames.map((size) => sizeKey(image_id, size)));
}

/** What the worker does for pictures. */
export function createPictureHandlers(parts: { runtime: Runtime; files: Files }): JobHandlers {
  return { [sizesTask]: ({ payload }) => makeSizes(parts, readJob(payload)) };
}
