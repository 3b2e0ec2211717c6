import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { loadProduct } from './load-product.ts';
import type { StoredProduct } from './pictures/stored-image.ts';

/** @throws DomainError `not_found` also for a product that the caller may not see. */
export async function readProduct(runtime: Runtime, caller: Caller, id: string): Promise<StoredProduct> {
  return runtime.database.read(caller, (connection) => loadProduct(connection, id));
}
