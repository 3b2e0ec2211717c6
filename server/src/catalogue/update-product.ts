import type { BodyOf, catalogue } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { changesNothing, changesOf } from '../platform/changes.ts';
import type { Runtime } from '../platform/runtime.ts';
import { copyListing, expectCategories, lockTree, putIntoCategories, readCategoryIds } from './categories/index.ts';
import { expectOwner, loadProduct, lockForChange } from './load-product.ts';
import type { StoredProduct } from './pictures/stored-image.ts';
import { ownerOf } from './product.ts';
import { productEvent } from './product-event.ts';
import { handOverVariants, updateProduct as writeProduct } from './statements.ts';

/** Each once, as they are read. */
const inOrder = (ids: readonly string[]) => [...new Set(ids.map((id) => id.toLowerCase()))].sort();

/**
 * Changes the content of a product: a vendor its own, an admin any.
 *
 * @throws DomainError `not_found`, `precondition_failed`, `vendor_not_found`, `category_not_found`, `forbidden`
 */
export async function updateProduct(
  runtime: Runtime,
  caller: Caller,
  id: string,
  wanted: BodyOf<typeof catalogue.update>,
  expectedVersion: number | null = null,
): Promise<StoredProduct> {
  return runtime.database.transact(caller, async (connection) => {
    if (wanted.category_ids || wanted.status) await lockTree(connection, caller.storeId);
    const row = await lockForChange(connection, id, expectedVersion);
    const categories = await readCategoryIds(connection, [id]);
    const before = { ...row, category_ids: categories.map(({ category_id }) => category_id) };
    const change = { ...wanted, ...(wanted.category_ids && { category_ids: inOrder(wanted.category_ids) }) };
    const vendor_id = ownerOf(caller, change.vendor_id, before.vendor_id);
    if (vendor_id !== before.vendor_id) await expectOwner(connection, vendor_id);
    if (changesNothing(before, change)) return loadProduct(connection, id);
    const now = runtime.clock.now();
    const after = { ...before, ...change, vendor_id };
    const event = {
      ...productEvent('product.updated', after, changesOf(before, change)),
      vendor_ids: [...new Set([before.vendor_id, vendor_id])],
    };
    const write = async () => {
      await writeProduct(connection, id, after, now.toISOString());
      if (vendor_id !== before.vendor_id) await handOverVariants(connection, [id]);
    };
    if (change.category_ids) await expectCategories(connection, wanted.category_ids ?? []);
    if (change.category_ids || change.status) {
      await putIntoCategories(connection, caller, id, after.category_ids, write);
    } else {
      await write();
      await copyListing(connection, caller, id);
    }
    await appendEvents(connection, caller, now, [event]);
    return loadProduct(connection, id);
  });
}
