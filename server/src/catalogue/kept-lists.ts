import { catalogueTag } from '../events/index.ts';
import type { Cache } from '../platform/cache/open-cache.ts';
import type { Caller } from '../platform/caller.ts';

export const keep_ms = 15 * 60_000;

/**
 * Visitors and customers of a store see the same catalogue. Vendors see their own drafts as well, and admins everything:
 * they work on it, and read the database.
 */
export function sharedByBuyers({ role }: Caller): string | null {
  return role === 'anonymous' || role === 'customer' ? 'buyers' : null;
}

/** How an answer about the whole catalogue of a store is kept: until anything in that changes. */
export function keptAsList(cache: Cache, name: string, kept_ms = keep_ms) {
  return {
    shelf: cache.shelf(name, kept_ms),
    sharedBy: sharedByBuyers,
    tagsOf: (_: unknown, { storeId }: Caller) => [catalogueTag(storeId)],
  };
}
