import type { CategoryInTree } from '@orderhouse/contracts';
import type { Caller } from '../../platform/caller.ts';
import type { Connection } from '../../platform/database/database.ts';
import type { Runtime } from '../../platform/runtime.ts';
import {
  type CategoryCount,
  countAllProducts,
  countOpenProducts,
  countProductsOfVendor,
  readCategories,
} from './statements.ts';
import { inTreeOrder } from './tree.ts';

function countFor({ role, actorId }: Caller, connection: Connection): Promise<CategoryCount[]> {
  if (role === 'admin') return countAllProducts(connection);
  if (role === 'vendor' && actorId !== null) return countProductsOfVendor(connection, actorId);
  return countOpenProducts(connection);
}

/** The whole tree, each category behind its parent, with the products of its branch that the caller may see. */
export async function listCategories(runtime: Runtime, caller: Caller): Promise<{ data: CategoryInTree[] }> {
  return runtime.database.read(caller, async (connection) => {
    const [rows, counts] = await Promise.all([readCategories(connection), countFor(caller, connection)]);
    const countOf = new Map(counts.map(({ id, products_count }) => [id, products_count]));
    return { data: inTreeOrder(rows).map((row) => ({ ...row, products_count: countOf.get(row.id) ?? 0 })) };
  });
}
