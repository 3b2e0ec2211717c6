import type { ProductInput } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import { recordInitialStock } from '../inventory/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { expectCategories, lockTree, putIntoCategories } from './categories/index.ts';
import { expectOwner, loadProduct } from './load-product.ts';
import type { StoredProduct } from './pictures/stored-image.ts';
import { newVariant, ownerOf, variantsOf } from './product.ts';
import { productEvent } from './product-event.ts';
import { refuseTakenSku } from './refuse-taken-sku.ts';
import { insertProduct, insertVariants } from './statements.ts';

/**
 * Adds a product: a vendor its own, an admin one of whom it names, or the house's own.
 *
 * @throws DomainError `sku_taken`, `vendor_not_found`, `category_not_found`, `forbidden`, `validation_failed`
 */
export async function createProduct(
  runtime: Runtime,
  caller: Caller,
  input: ProductInput,
  claim: Claim | null = null,
): Promise<Once<StoredProduct>> {
  const now = runtime.clock.now();
  const variants = variantsOf(input).map((variant, index) => newVariant(newId(now), index, variant));
  const product = {
    id: newId(now),
    vendor_id: ownerOf(caller, input.vendor_id, null),
    name: input.name,
    description: input.description ?? '',
    status: input.status ?? 'active',
    unit_price_from: Math.min(...variants.map((variant) => variant.unit_price)),
    is_available: variants.some((variant) => variant.stock > 0),
    created_at: now.toISOString(),
  };
  const categoryIds = [...new Set(input.category_ids)];
  const skus = variants.map((variant) => variant.sku);
  const pointerOf = (index: number) => (input.variants ? `/variants/${index}/sku` : '/sku');
  return refuseTakenSku(runtime, caller, skus, pointerOf, () =>
    once(runtime.database, caller, claim, async (connection) => {
      if (categoryIds.length > 0) await lockTree(connection, caller.storeId);
      await expectOwner(connection, product.vendor_id);
      await insertProduct(connection, caller.storeId, product);
      if (categoryIds.length > 0) {
        await expectCategories(connection, categoryIds);
        await putIntoCategories(connection, caller, product.id, categoryIds);
      }
      await insertVariants(connection, caller.storeId, product, variants, product.created_at);
      await recordInitialStock(connection, caller, variants, now);
      await appendEvents(connection, caller, now, [
        productEvent('product.created', product, { name: product.name, status: product.status }),
      ]);
      return loadProduct(connection, product.id);
    }),
  );
}
