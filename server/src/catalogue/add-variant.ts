import type { VariantInput } from '@orderhouse/contracts';
import { limits } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import { recordInitialStock } from '../inventory/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { copyListing } from './categories/index.ts';
import { loadProduct, lockForChange } from './load-product.ts';
import type { StoredProduct } from './pictures/stored-image.ts';
import { newVariant } from './product.ts';
import { productEvent } from './product-event.ts';
import { refuseTakenSku } from './refuse-taken-sku.ts';
import { insertVariants, readVariants, refreshProduct } from './statements.ts';

/** Adds a variant to a product. @throws DomainError `not_found`, `sku_taken`, `validation_failed` past the limit of variants */
export async function addVariant(
  runtime: Runtime,
  caller: Caller,
  productId: string,
  input: VariantInput,
  claim: Claim | null = null,
): Promise<Once<StoredProduct>> {
  return refuseTakenSku(
    runtime,
    caller,
    [input.sku],
    () => '/sku',
    () =>
      once(runtime.database, caller, claim, async (connection) => {
        const product = await lockForChange(connection, productId, null);
        const siblings = await readVariants(connection, [productId]);
        refuseTooMany(siblings.length);
        const now = runtime.clock.now();
        const variant = newVariant(newId(now), siblings.length, input);
        await insertVariants(connection, caller.storeId, product, [variant], now.toISOString());
        await recordInitialStock(connection, caller, [variant], now);
        await refreshProduct(connection, productId, now.toISOString());
        await copyListing(connection, caller, productId);
        await appendEvents(connection, caller, now, [
          productEvent('product.variant_added', product, { variant_id: variant.id, sku: variant.sku }),
        ]);
        return loadProduct(connection, productId);
      }),
  );
}

function refuseTooMany(count: number): void {
  if (count < limits.variants_max) return;
  const detail = `a product has at most ${limits.variants_max} variants`;
  throw new DomainError('validation_failed', { errors: [{ pointer: '', code: 'maxItems', detail }] });
}
