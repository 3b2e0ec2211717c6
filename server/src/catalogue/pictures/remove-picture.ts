import { appendEvents } from '../../events/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { type DiscardParts, discardFiles } from '../../platform/files/discard-files.ts';
import { giveFilesUp } from '../../platform/files/give-files-up.ts';
import { lockForChange } from '../load-product.ts';
import { productEvent } from '../product-event.ts';
import { refreshProduct } from '../statements.ts';
import { deleteImage, readImage, readImages, writePositions } from './statements.ts';
import { keysOf } from './stored-image.ts';

/** Takes a picture off a product, then its files. @throws DomainError `not_found` where there is no such product */
export async function removePicture(
  parts: DiscardParts,
  caller: Caller,
  { id: productId, image_id }: { id: string; image_id: string },
): Promise<void> {
  const { runtime } = parts;
  const given = await runtime.database.transact(caller, async (connection) => {
    const product = await lockForChange(connection, productId, null);
    const image = await readImage(connection, productId, image_id);
    if (!image) return null;
    const now = runtime.clock.now();
    await deleteImage(connection, image_id);
    const rest = await readImages(connection, [productId]);
    await writePositions(
      connection,
      productId,
      rest.map(({ id }) => id),
    );
    await refreshProduct(connection, productId, now.toISOString());
    await appendEvents(connection, caller, now, [productEvent('product.image_removed', product, { image_id })]);
    const [original, ...sizes] = keysOf(image_id, image.ending);
    await giveFilesUp(connection, caller, [original, ...sizes], now);
    return { original, sizes };
  });
  // A job may be about to write the sizes.
  if (given) await discardFiles(parts, caller.storeId, [given.original], given.sizes);
}
