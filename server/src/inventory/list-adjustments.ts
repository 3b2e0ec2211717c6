import { limits, type QueryOf, type StockAdjustment, type variants } from '@orderhouse/contracts';
import { type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Caller } from '../platform/http/caller.ts';
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
  query: QueryOf<typeof variants.listAdjustments>,
): Promise<PageOf<StockAdjustment>> {
  const request = { sort: '-created_at', limit: query.limit ?? limits.page_default, cursor: query.cursor };
  return runtime.database.transact(caller, async (connection) => {
    if (!(await ownsVariant(connection, variantId))) throw new DomainError('not_found');
    return pageOf(
      newestFirst,
      request,
      selectAdjustments(connection, variantId, newestFirst, request),
      query.count ? countAdjustments(connection, variantId) : undefined,
    );
  });
}
