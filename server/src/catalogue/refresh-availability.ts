import { appendEvents } from '../events/index.ts';
import type { Runtime } from '../platform/runtime.ts';
import { copyToCategories } from './categories/index.ts';
import { productEvent } from './product-event.ts';
import { lockProduct, productOfVariant, refreshAvailability as writeAvailability } from './statements.ts';

/**
 * Brings up to date whether something of a product is in stock, after a variant of it ran out or came back. Run twice it
 * changes nothing. What has been deleted meanwhile is left alone.
 */
export async function refreshAvailability(
  { database, clock }: Runtime,
  { store_id, variant_id }: { store_id: string; variant_id: string },
): Promise<void> {
  const house = { storeId: store_id, actorId: null, role: 'house' } as const;
  await database.transact(house, async (connection) => {
    const found = await productOfVariant(connection, variant_id);
    // Locked by a statement of its own: the next one sees what whoever held the lock has written.
    const product = found && (await lockProduct(connection, found.product_id));
    if (!product || product.deleted_at !== null) return;
    const isAvailable = await writeAvailability(connection, product.id);
    if (isAvailable === undefined) return;
    await copyToCategories(connection, [product.id]);
    const type = isAvailable ? 'product.restocked' : 'product.sold_out';
    await appendEvents(connection, house, clock.now(), [productEvent(type, product)]);
  });
}
