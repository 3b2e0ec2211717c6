import { LRUCache } from 'lru-cache';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { findStoreId } from './statements.ts';
import { isSlug } from './store.ts';

const known_stores_max = 10_000;
const missing_slugs_max = 10_000;
/** A slug never changes hands; only a store that is opened, or becomes the default, is seen this much later. */
const known_for_ms = 5_000;
/** No slug: stands for the default store. */
const defaultStore = '';

export type FindStore = (slug: string | undefined) => Promise<string>;

function notFound(slug: string | undefined): DomainError {
  return new DomainError('store_not_found', {
    detail: slug === undefined ? 'No store has been opened yet.' : `There is no store ${slug}.`,
  });
}

/**
 * Which store an anonymous caller means: by slug, else the default one. Both what was found and what was not are
 * remembered for some seconds, so that visitors cost no statement more. Apart, so that invented names do not push
 * out real ones.
 *
 * @returns a function that throws DomainError `store_not_found`
 */
export function createFindStore(runtime: Runtime): FindStore {
  const known = new LRUCache<string, string>({ max: known_stores_max, ttl: known_for_ms });
  const missing = new LRUCache<string, true>({ max: missing_slugs_max, ttl: known_for_ms });
  return async (slug) => {
    if (slug !== undefined && !isSlug(slug)) {
      throw new DomainError('store_not_found', { detail: 'No store could have that name.' });
    }
    const key = slug ?? defaultStore;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    if (missing.has(key)) throw notFound(slug);
    const id = await runtime.database.transactAsSystem((connection) => findStoreId(connection, slug ?? null));
    if (id === undefined) {
      missing.set(key, true);
      throw notFound(slug);
    }
    known.set(key, id);
    return id;
  };
}
