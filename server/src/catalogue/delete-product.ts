import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import { giveFilesUp } from '../platform/files/give-files-up.ts';
import type { Runtime } from '../platform/runtime.ts';
import { lockTree, takeOutOfCategories } from './categories/index.ts';
import { deleteImagesOf } from './pictures/statements.ts';
import { keysOf } from './pictures/stored-image.ts';
import { productEvent } from './product-event.ts';
import { lockProduct, softDeleteProduct } from './statements.ts';

/** Takes a product out of the catalogue; orders keep what they froze. @throws DomainError `not_found`, `precondition_failed` */
export async function deleteProduct(
  runtime: Runtime,
  caller: Caller,
  id: string,
  expectedVersion: number | null = null,
): Promise<void> {
  await runtime.database.transact(caller, async (connection) => {
    await lockTree(connection, caller.storeId);
    const product = await lockProduct(connection, id);
    if (!product) throw new DomainError('not_found');
    if (product.deleted_at !== null) return;
    expectVersion(product.version, expectedVersion);
    const now = runtime.clock.now();
    await takeOutOfCategories(connection, caller, id);
    await softDeleteProduct(connection, id, now.toISOString());
    const images = await deleteImagesOf(connection, id);
    // Who prunes removes them: a product may have eighty.
    await giveFilesUp(
      connection,
      caller,
      images.flatMap((image) => keysOf(image.id, image.ending)),
      now,
    );
    await appendEvents(connection, caller, now, [productEvent('product.deleted', product, { name: product.name })]);
  });
}
