import { type BodyOf, type Category, type categories, limits } from '@orderhouse/contracts';
import { appendEvents } from '../../events/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Claim } from '../../platform/idempotency/claim.ts';
import { type Once, once } from '../../platform/idempotency/once.ts';
import { newId } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { categoryEvent } from './category-event.ts';
import { loadCategory } from './load-category.ts';
import { insertCategory, lockTree, readCategories, renewVersions, writePlaces } from './statements.ts';
import { expectFreeSlugs, expectPlace, rearranged, slugOf } from './tree.ts';

/** The slug that is asked for, or the one that the name makes. @throws DomainError `validation_failed` */
function wantedSlug(name: string, slug: string = slugOf(name)): string {
  if (slug !== '') return slug;
  const detail = 'is missing: none can be made of this name';
  throw new DomainError('validation_failed', { errors: [{ pointer: '/slug', code: 'required', detail }] });
}

/** Adds a category. @throws DomainError `slug_taken`, `category_not_found`, `too_many_categories`, `validation_failed` */
export async function createCategory(
  runtime: Runtime,
  caller: Caller,
  input: BodyOf<typeof categories.create>,
  claim: Claim | null = null,
): Promise<Once<Category>> {
  const { name, description = '', position } = input;
  const slug = wantedSlug(name, input.slug);
  const parent_id = input.parent_id?.toLowerCase() ?? null;
  return once(runtime.database, caller, claim, async (connection) => {
    await lockTree(connection, caller.storeId);
    const rows = await readCategories(connection);
    if (rows.length >= limits.categories_max) throw new DomainError('too_many_categories');
    expectPlace(rows, null, parent_id);
    expectFreeSlugs(rows, parent_id, [slug], [], '/slug');
    const now = runtime.clock.now();
    const id = newId(now);
    const places = rearranged(rows, id, { parentId: parent_id, position });
    const own = places.find((place) => place.id === id);
    const others = places.filter((place) => place.id !== id);
    const shifted = others.map((place) => place.id);
    const created_at = now.toISOString();
    await insertCategory(connection, caller.storeId, {
      id,
      parent_id,
      slug,
      name,
      description,
      position: own?.position ?? 0,
      created_at,
    });
    await Promise.all([
      writePlaces(connection, others),
      renewVersions(connection, shifted, created_at),
      appendEvents(connection, caller, now, [categoryEvent('category.created', id, { name, slug, parent_id })]),
    ]);
    return loadCategory(connection, id);
  });
}
