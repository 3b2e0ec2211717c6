import type { catalogue, QueryOf } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import type { Runtime } from '../platform/runtime.ts';
import { allIds, armsOf, pageIds } from './list-arms.ts';
import { withVariants } from './load-product.ts';
import type { StoredProduct } from './pictures/stored-image.ts';
import { countProducts, listProducts as selectProducts } from './statements.ts';

type Query = QueryOf<typeof catalogue.list>;
type SortName = NonNullable<Query['sort']>;

const byCreated = { column: 'p.created_at', id: 'p.id', field: 'created_at', type: 'timestamptz' } as const;
const byName = { column: 'p.name', id: 'p.id', field: 'name', type: 'text' } as const;
const byPrice = { column: 'p.unit_price_from', id: 'p.id', field: 'unit_price_from', type: 'bigint' } as const;
const sorts: Readonly<Record<SortName, Sort>> = {
  '-created_at': { ...byCreated, direction: 'desc' },
  created_at: { ...byCreated, direction: 'asc' },
  name: { ...byName, direction: 'asc' },
  '-name': { ...byName, direction: 'desc' },
  unit_price: { ...byPrice, direction: 'asc' },
  '-unit_price': { ...byPrice, direction: 'desc' },
};

/** A page of the products that the caller may see. @throws DomainError `invalid_cursor` */
export async function listProducts(runtime: Runtime, caller: Caller, query: Query): Promise<PageOf<StoredProduct>> {
  const request = listRequest(query, '-created_at');
  const sort = sorts[request.sort];
  const arms = armsOf(caller, query);
  if (arms.length === 0) return { data: [], next_cursor: null, ...(request.count && { total: 0 }) };
  return runtime.database.read(caller, async (connection) => {
    const ids = pageIds(query, arms, sort, request);
    const page = await pageOf(sort, request, selectProducts(connection, ids, sort, request.limit + 1), () =>
      countProducts(connection, allIds(query, arms)),
    );
    return { ...page, data: await withVariants(connection, page.data) };
  });
}
