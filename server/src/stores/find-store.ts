import { LRUCache } from 'lru-cache';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { findStoreId } from './statements.ts';

const known_stores_max = 10_000;
/** A slug never changes hands; only a store that is opened, or becomes the default, is seen this much later. */
const known_for_ms = 5_000;

export type FindStore = (slug: string | undefined) => Promise<string>;

/**
 * Which store an anonymous caller means: by slug, else the default one. Remembered for some seconds, so that
 * visitors cost no statement more.
 */
export function createFindStore(runtime: Runtime): FindStore {
  const known = new LRUCache<string, string>({ max: known_stores_max, ttl: known_for_ms });
  return async (slug) => {
    const key = slug ?? '';
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const id = await runtime.database.transactAsSystem((connection) => findStoreId(connection, slug ?? null));
    if (id === undefined)
      throw new DomainError('store_not_found', {
        detail: slug ? `There is no store ${slug}.` : 'No store has been opened yet.',
      });
    known.set(key, id);
    return id;
  };
}
