import { given, textOf } from '../../lib/search-params.ts';

/** What of the room stands in its address: the SKU of the variant that is looked at. */
export function productSearch(search: Record<string, unknown>): { variant?: string } {
  return given({ variant: textOf(search.variant, 64) });
}
