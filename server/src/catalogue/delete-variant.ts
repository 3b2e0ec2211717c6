import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import type { Runtime } from '../platform/runtime.ts';
import { copyListing } from './categories/index.ts';
import { lockForChange } from './load-product.ts';
import { productEvent } from './product-event.ts';
import { productOfVariant, readVariants, refreshProduct, softDeleteVariant } from './statements.ts';

/** Takes a variant out of its product. @throws DomainError `not_found`, `last_variant`, `precondition_failed` */
export async function deleteVariant(
  runtime: Runtime,
  caller: Caller,
  variantId: string,
  expectedVersion: number | null = null,
): Promise<void> {
  await runtime.database.transact(caller, async (connection) => {
    const found = await productOfVariant(connection, variantId);
    if (!found) throw new DomainError('not_found');
    const product = await lockForChange(connection, found.product_id, null);
    const variants = await readVariants(connection, [product.id]);
    const variant = variants.find(({ id }) => id === variantId);
    if (!variant) return;
    expectVersion(product.version, expectedVersion);
    if (variants.length === 1) throw new DomainError('last_variant', { detail: 'Delete the product instead.' });
    const now = runtime.clock.now();
    await softDeleteVariant(connection, variantId, now.toISOString());
    await refreshProduct(connection, product.id, now.toISOString());
    await copyListing(connection, caller, product.id);
    await appendEvents(connection, caller, now, [
      productEvent('product.variant_deleted', product, { variant_id: variantId, sku: variant.sku }),
    ]);
  });
}
