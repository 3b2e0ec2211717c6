import type { BodyOf, variants } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { changesNothing, changesOf } from '../platform/changes.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { copyListing } from './categories/index.ts';
import { loadProduct, lockForChange } from './load-product.ts';
import type { StoredProduct } from './pictures/stored-image.ts';
import { productEvent } from './product-event.ts';
import { refuseTakenSku } from './refuse-taken-sku.ts';
import { productOfVariant, readVariants, refreshProduct, updateVariant as writeVariant } from './statements.ts';

/** Changes SKU, title, options, price or threshold of a variant. @throws DomainError `not_found`, `sku_taken`, `precondition_failed` */
export async function updateVariant(
  runtime: Runtime,
  caller: Caller,
  variantId: string,
  change: BodyOf<typeof variants.update>,
  expectedVersion: number | null = null,
): Promise<StoredProduct> {
  return refuseTakenSku(
    runtime,
    caller,
    [change.sku ?? ''],
    () => '/sku',
    () =>
      runtime.database.transact(caller, async (connection) => {
        const found = await productOfVariant(connection, variantId);
        if (!found) throw new DomainError('not_found');
        const product = await lockForChange(connection, found.product_id, expectedVersion);
        const variant = (await readVariants(connection, [product.id])).find(({ id }) => id === variantId);
        if (!variant) throw new DomainError('not_found');
        if (changesNothing(variant, change)) return loadProduct(connection, product.id);
        const now = runtime.clock.now();
        const { sku, title, options, unit_price, low_stock_threshold } = variant;
        const before = { sku, title, options, unit_price, low_stock_threshold };
        await writeVariant(connection, variantId, { ...before, ...change }, now.toISOString());
        await refreshProduct(connection, product.id, now.toISOString());
        await copyListing(connection, caller, product.id);
        await appendEvents(connection, caller, now, [
          productEvent('product.variant_updated', product, {
            variant_id: variantId,
            ...changesOf(before, change),
          }),
        ]);
        return loadProduct(connection, product.id);
      }),
  );
}
