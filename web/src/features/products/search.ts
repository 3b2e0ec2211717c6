import { productSorts, productStatuses } from '@orderhouse/contracts';
import { flagOf, given, idOf, oneOf, textOf } from '../../lib/search-params.ts';

/** What of the room stands in its address. */
export function productsSearch(search: Record<string, unknown>) {
  return given({
    q: textOf(search.q),
    status: oneOf(search.status, productStatuses),
    category: textOf(search.category, 500),
    available: flagOf(search.available),
    vendor_id: idOf(search.vendor_id),
    sort: oneOf(search.sort, productSorts),
  });
}
export type ProductsSearch = ReturnType<typeof productsSearch>;
