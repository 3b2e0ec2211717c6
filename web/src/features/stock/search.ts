import { flagOf, given, idOf, textOf } from '../../lib/search-params.ts';

/** What of the room stands in its address. */
export function stockSearch(search: Record<string, unknown>) {
  return given({
    low: flagOf(search.low),
    vendor_id: idOf(search.vendor_id),
    sku: textOf(search.sku, 64),
    /** The variant that is open, and its product. */
    product: idOf(search.product),
    variant: idOf(search.variant),
  });
}
export type StockSearch = ReturnType<typeof stockSearch>;
