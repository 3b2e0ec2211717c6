import type { BodyOf, catalogue, Product } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { changesNothing, changesOf } from '../platform/changes.ts';
import type { Runtime } from '../platform/runtime.ts';
import { expectOwner, loadProduct, lockForChange } from './load-product.ts';
import { ownerOf } from './product.ts';
import { productEvent } from './product-event.ts';
import { updateProduct as writeProduct } from './statements.ts';

/**
 * Changes the content of a product: a vendor its own, an admin any.
 *
 * @throws DomainError `not_found`, `precondition_failed`, `vendor_not_found`, `forbidden`
 */
export async function updateProduct(
  runtime: Runtime,
  caller: Caller,
  id: string,
  change: BodyOf<typeof catalogue.update>,
  expectedVersion: number | null = null,
): Promise<Product> {
  return runtime.database.transact(caller, async (connection) => {
    const before = await lockForChange(connection, id, expectedVersion);
    const vendor_id = ownerOf(caller, change.vendor_id, before.vendor_id);
    if (vendor_id !== before.vendor_id) await expectOwner(connection, vendor_id);
    if (changesNothing(before, change)) return loadProduct(connection, id);
    const now = runtime.clock.now();
    const after = { ...before, ...change, vendor_id };
    const event = {
      ...productEvent('product.updated', after, changesOf(before, change)),
      vendor_ids: [...new Set([before.vendor_id, vendor_id])],
    };
    await writeProduct(connection, id, after, now.toISOString());
    await appendEvents(connection, caller, now, [event]);
    return loadProduct(connection, id);
  });
}
