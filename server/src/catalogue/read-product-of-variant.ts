import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { loadProduct } from './load-product.ts';
import type { StoredProduct } from './pictures/stored-image.ts';
import { productOfVariant } from './statements.ts';

/** The product that a variant belongs to. @throws DomainError `not_found` also when the caller may not see it. */
export async function readProductOfVariant(
  runtime: Runtime,
  caller: Caller,
  variantId: string,
): Promise<StoredProduct> {
  return runtime.database.read(caller, async (connection) => {
    const variant = await productOfVariant(connection, variantId);
    if (!variant) throw new DomainError('not_found');
    return loadProduct(connection, variant.product_id);
  });
}
