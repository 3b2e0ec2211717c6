import type { QueryOf, StockAdjustment, variantStock } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { countAdjustments, ownsVariant, listAdjustments as selectAdjustments } from './statements.ts';

const newestFirst: Sort = {
  column: 'a.created_at',
  id: 'a.id',
  field: 'created_at',
  type: 'timestamptz',
  direction: 'desc',
};

/** How the stock of a variant came about. @throws DomainError `not_found`, `invalid_cursor` */
export async function listAdjustments(
  runtime: Runtime,
  caller: Caller,
  variantId: string,
  query: QueryOf<typeof variantStock.listAdjustments>,
): Promise<PageOf<StockAdjustment>> {
  const request = listRequest(query, '-created_at');
  return runtime.database.read(caller, async (connection) => {
    if (!(await ownsVariant(connection, variantId))) throw new DomainError('not_found');
    return pageOf(newestFirst, request, selectAdjustments(connection, variantId, newestFirst, request), () =>
      countAdjustments(connection, variantId),
    );
  });
}
