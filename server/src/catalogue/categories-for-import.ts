import { limits } from '@orderhouse/contracts';
import { type Actor, appendEvents } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { DomainError } from '../platform/domain-error.ts';
import { newId } from '../platform/ids.ts';
import { categoryEvent } from './categories/category-event.ts';
import { type CategoryRow, insertCategory, readCategories } from './categories/statements.ts';
import { inTreeOrder } from './categories/tree.ts';

export interface FoundCategories {
  /** Of those that were named by their ids. */
  ids: ReadonlySet<string>;
  idOfPath: ReadonlyMap<string, string>;
}

/** The categories of the store, when any are named. The connection acts as the house. */
export async function findCategoriesForImport(
  connection: Connection,
  paths: readonly string[],
  ids: readonly string[],
): Promise<FoundCategories> {
  if (paths.length === 0 && ids.length === 0) return { ids: new Set(), idOfPath: new Map() };
  const rows = await readCategories(connection);
  return {
    ids: new Set(rows.map(({ id }) => id)),
    idOfPath: new Map(inTreeOrder(rows).map(({ id, path }) => [path, id])),
  };
}

/** What a slug may be called until somebody gives it a name: `garden-tools` is `Garden tools`. */
function nameOf(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Makes the categories at some paths of slugs, and those above them, where they are not there yet: the last of their
 * siblings. Under the lock of the tree.
 *
 * @returns the ids by path.
 * @throws DomainError `too_many_categories`
 */
export async function makeCategoriesForImport(
  connection: Connection,
  actor: Actor,
  paths: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  if (paths.length === 0) return made;
  const rows: Omit<CategoryRow, 'version' | 'updated_at'>[] = await readCategories(connection);
  for (const { id, path } of inTreeOrder(rows)) made.set(path, id);
  const events = [];
  for (const path of new Set(paths)) {
    const slugs = path.split('/');
    for (const [depth, slug] of slugs.entries()) {
      const here = slugs.slice(0, depth + 1).join('/');
      if (made.has(here)) continue;
      if (rows.length >= limits.categories_max) throw new DomainError('too_many_categories');
      const parent_id = made.get(slugs.slice(0, depth).join('/')) ?? null;
      const position = rows.filter((row) => row.parent_id === parent_id).length;
      const name = nameOf(slug);
      const created_at = now.toISOString();
      const row = { id: newId(now), parent_id, slug, name, description: '', position, created_at };
      await insertCategory(connection, actor.storeId, row);
      rows.push(row);
      made.set(here, row.id);
      events.push(categoryEvent('category.created', row.id, { name, slug, parent_id }));
    }
  }
  if (events.length > 0) await appendEvents(connection, actor, now, events);
  return made;
}
