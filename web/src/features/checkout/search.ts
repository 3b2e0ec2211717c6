import { given, idOf } from '../../lib/search-params.ts';

/** What of the room stands in its address: the order that was placed and is to be paid now. */
export function checkoutSearch(search: Record<string, unknown>): { order?: string } {
  return given({ order: idOf(search.order) });
}
