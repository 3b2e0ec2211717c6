import { limits, type popularProducts, type QueryOf } from '@orderhouse/contracts';
import { listBestSellers, type StoredProduct } from '../catalogue/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';

/** A product that sells, with its units of the last 30 days. */
export interface BestSeller {
  product: StoredProduct;
  units_sold: number;
}

/** What sells best of what the caller may see; to those who buy, of what there is. */
export async function listPopular(
  { database }: Pick<Runtime, 'database'>,
  caller: Caller,
  { limit = limits.page_default, category }: QueryOf<typeof popularProducts.popular>,
): Promise<{ data: BestSeller[] }> {
  const manages = caller.role === 'vendor' || caller.role === 'admin';
  return database.read(caller, async (connection) => ({
    data: await listBestSellers(connection, { limit, category, available_only: !manages }),
  }));
}
