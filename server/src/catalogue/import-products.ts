import { type Actor, appendEvents } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { productEvent } from './product-event.ts';
import { type ImportedProduct, insertOnlyVariants, insertProducts } from './statements.ts';

/**
 * Adds simple products of one vendor in bulk, active and with nothing in stock: history tells what was sold, not what is
 * left. The connection acts as the house. A SKU that another variant has fails the transaction, as `variants_sku`.
 */
export async function importProducts(
  connection: Connection,
  actor: Actor,
  vendorId: string,
  products: readonly ImportedProduct[],
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  await insertProducts(connection, actor.storeId, vendorId, products, at);
  await insertOnlyVariants(connection, actor.storeId, vendorId, products, at);
  const created = products.map(({ id, name }) =>
    productEvent('product.created', { id, vendor_id: vendorId }, { name, status: 'active' }),
  );
  await appendEvents(connection, actor, now, created);
}
