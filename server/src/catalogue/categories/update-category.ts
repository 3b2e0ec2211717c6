import type { BodyOf, Category, categories } from '@orderhouse/contracts';
import { appendEvents } from '../../events/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { changesNothing, changesOf } from '../../platform/changes.ts';
import { expectVersion } from '../../platform/expect-version.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { categoryEvent } from './category-event.ts';
import { findCategory, loadCategory } from './load-category.ts';
import {
  type CategoryRow,
  lockTree,
  readCategories,
  recountBranches,
  renewVersions,
  updateCategory as writeCategory,
  writePlaces,
} from './statements.ts';
import { branchOf, childrenOf, expectFreeSlugs, expectPlace, lineOf, rearranged } from './tree.ts';

type Change = BodyOf<typeof categories.update>;

/** The change with the place as it comes to be: behind the last is the last. */
function settled(rows: readonly CategoryRow[], before: CategoryRow, change: Change): Change {
  const parent_id = change.parent_id === undefined ? before.parent_id : (change.parent_id?.toLowerCase() ?? null);
  const others = childrenOf(rows, parent_id).filter(({ id }) => id !== before.id).length;
  const stays = parent_id === before.parent_id ? before.position : others;
  const position = Math.min(change.position ?? stays, others);
  return {
    ...change,
    ...(change.parent_id !== undefined && { parent_id }),
    ...((change.position !== undefined || parent_id !== before.parent_id) && { position }),
  };
}

/** Of two lines to the top, what is not in both: whose branches have other products afterwards. */
function outsideBoth(one: readonly CategoryRow[], other: readonly CategoryRow[]): string[] {
  const [a, b] = [new Set(one.map(({ id }) => id)), new Set(other.map(({ id }) => id))];
  return [...a.symmetricDifference(b)];
}

/**
 * Changes a category, or moves its branch below another or among its siblings.
 *
 * @throws DomainError `not_found`, `precondition_failed`, `slug_taken`, `category_not_found`, `validation_failed`
 */
export async function updateCategory(
  runtime: Runtime,
  caller: Caller,
  id: string,
  asked: Change,
  expectedVersion: number | null = null,
): Promise<Category> {
  return runtime.database.transact(caller, async (connection) => {
    await lockTree(connection, caller.storeId);
    const rows = await readCategories(connection);
    const before = findCategory(rows, id);
    expectVersion(before.version, expectedVersion);
    const change = settled(rows, before, asked);
    if (changesNothing(before, change)) return loadCategory(connection, id);
    const after = { ...before, ...change };
    const isElsewhere = after.parent_id !== before.parent_id;
    if (isElsewhere) expectPlace(rows, before.id, after.parent_id);
    expectFreeSlugs(
      rows,
      after.parent_id,
      [after.slug],
      [before.id],
      change.slug === undefined ? '/parent_id' : '/slug',
    );

    const now = runtime.clock.now();
    const places = rearranged(rows, before.id, { parentId: after.parent_id, position: after.position });
    const isElsewhereNamed = isElsewhere || after.slug !== before.slug;
    const below = isElsewhereNamed ? branchOf(rows, before.id) : [];
    const seen = new Set([before, ...places, ...below].map((one) => one.id));
    const type = isElsewhere || after.position !== before.position ? 'category.moved' : 'category.updated';
    const others = places.filter((place) => place.id !== before.id);
    await Promise.all([
      writeCategory(connection, before.id, after),
      writePlaces(connection, others),
      renewVersions(connection, [...seen], now.toISOString()),
      appendEvents(connection, caller, now, [categoryEvent(type, before.id, changesOf(before, change))]),
    ]);
    const counted = isElsewhere ? outsideBoth(lineOf(rows, before.parent_id), lineOf(rows, after.parent_id)) : [];
    if (counted.length > 0) await recountBranches(connection, counted);
    return loadCategory(connection, before.id);
  });
}
