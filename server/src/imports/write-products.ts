import { type ImportedProduct, importProducts } from '../catalogue/index.ts';
import type { Actor } from '../events/index.ts';
import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { OnProgress } from './import-progress.ts';
import type { ImportSource } from './import-source.ts';
import { productOf } from './imported-product.ts';
import { readUsesOfMissingSkus } from './product-statements.ts';

const products_a_transaction = 500;
const tries_max = 3;

/** Makes a product of each SKU of the staged rows that the store lacks. @returns how many were made. */
export async function writeProducts(
  runtime: Runtime,
  actor: Actor,
  importId: string,
  source: ImportSource,
  vendorId: string,
  progress: OnProgress,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const uses = await runtime.database.transact(actor, (connection) =>
      readUsesOfMissingSkus(connection, importId, source),
    );
    const products = [...Map.groupBy(uses, (use) => use.sku_key).values()].map((same) => productOf(same, newId));
    try {
      await writeAll(runtime, actor, vendorId, products, progress);
      return products.length;
    } catch (error) {
      // Somebody gave one of the SKUs to a product meanwhile: look again which are missing.
      if (violatedConstraint(error) !== 'variants_sku' || attempt === tries_max) throw error;
    }
  }
}

async function writeAll(
  runtime: Runtime,
  actor: Actor,
  vendorId: string,
  products: readonly ImportedProduct[],
  progress: OnProgress,
): Promise<void> {
  for (let start = 0; start < products.length; start += products_a_transaction) {
    const some = products.slice(start, start + products_a_transaction);
    const now = runtime.clock.now();
    await runtime.database.transact(actor, (connection) => importProducts(connection, actor, vendorId, some, now));
    progress({ phase: 'products', done: start + some.length, total: products.length });
  }
}
