import type { BodyOf, pictures } from '@orderhouse/contracts';
import { appendEvents } from '../../events/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { changesNothing, changesOf } from '../../platform/changes.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { lockForChange } from '../load-product.ts';
import { productEvent } from '../product-event.ts';
import { refreshProduct } from '../statements.ts';
import { placed } from './order-images.ts';
import { readImages, writeAltText, writePositions } from './statements.ts';
import type { StoredImage } from './stored-image.ts';

/** Changes the text or the place of a picture; the others move up. @throws DomainError `not_found` */
export async function updatePicture(
  runtime: Runtime,
  caller: Caller,
  { id: productId, image_id }: { id: string; image_id: string },
  change: BodyOf<typeof pictures.updateImage>,
): Promise<StoredImage> {
  return runtime.database.transact(caller, async (connection) => {
    const product = await lockForChange(connection, productId, null);
    const images = (await readImages(connection, [productId])).map(({ product_id: _, ...image }) => image);
    const image = images.find(({ id }) => id === image_id);
    if (!image) throw new DomainError('not_found');
    const others = images.filter(({ id }) => id !== image_id).map(({ id }) => id);
    const order = placed(others, image_id, change.position ?? image.position);
    const { alt_text, position } = image;
    const before = { alt_text, position };
    const after = { alt_text: change.alt_text ?? alt_text, position: order.indexOf(image_id) };
    if (changesNothing(before, after)) return image;
    const now = runtime.clock.now();
    await writeAltText(connection, image_id, after.alt_text);
    await writePositions(connection, productId, order);
    await refreshProduct(connection, productId, now.toISOString());
    await appendEvents(connection, caller, now, [
      productEvent('product.image_updated', product, { image_id, ...changesOf(before, after) }),
    ]);
    return { ...image, ...after };
  });
}
