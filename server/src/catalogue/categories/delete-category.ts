import type { AnswerOf, categories, QueryOf } from '@orderhouse/contracts';
import { appendEvents } from '../../events/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { expectVersion } from '../../platform/expect-version.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { categoryEvent } from './category-event.ts';
import { findCategory } from './load-category.ts';
import {
  type CategoryRow,
  copyProducts,
  countProductsIn,
  emptyCategories,
  lockTree,
  readCategories,
  recountBranches,
  renewProductsIn,
  renewVersions,
  softDeleteCategories,
  writePlaces,
} from './statements.ts';
import { branchOf, childrenOf, expectFreeSlugs, lineOf, movedUp, rearranged } from './tree.ts';

type Choice = QueryOf<typeof categories.remove>;
type Deleted = AnswerOf<typeof categories.remove>;

/** @throws DomainError `category_not_empty` with the counts, `validation_failed` when there is no parent to move to */
function expectChoice(
  category: CategoryRow,
  { products }: Choice,
  found: { categories: number; products: number },
): void {
  if (found.products === 0) return;
  if (products === undefined) {
    const detail = `${found.products} products stand in what would go: products=move_to_parent or products=unassign`;
    throw new DomainError('category_not_empty', {
      errors: [{ pointer: 'products', code: 'category_not_empty', detail, ...found }],
    });
  }
  if (products === 'unassign' || category.parent_id !== null) return;
  const detail = 'there is none: the category stands at the top';
  throw new DomainError('validation_failed', { errors: [{ pointer: 'products', code: 'no_parent', detail }] });
}

/**
 * Deletes a category, or its whole branch; no product.
 *
 * @throws DomainError `not_found`, `precondition_failed`, `category_not_empty`, `slug_taken` when a child cannot take its
 *   place, `validation_failed`
 */
export async function deleteCategory(
  runtime: Runtime,
  caller: Caller,
  id: string,
  choice: Choice,
  expectedVersion: number | null = null,
): Promise<Deleted> {
  return runtime.database.transact(caller, async (connection) => {
    await lockTree(connection, caller.storeId);
    const rows = await readCategories(connection);
    const category = findCategory(rows, id);
    expectVersion(category.version, expectedVersion);
    const isWhole = choice.children === 'delete';
    const gone = isWhole ? branchOf(rows, category.id) : [category];
    const goneIds = gone.map((one) => one.id);
    const children = isWhole ? [] : childrenOf(rows, category.id);
    const slugs = children.map(({ slug }) => slug);
    expectFreeSlugs(rows, category.parent_id, slugs, goneIds, 'children');
    const products = await countProductsIn(connection, goneIds);
    expectChoice(category, choice, { categories: gone.length, products });

    const now = runtime.clock.now();
    const at = now.toISOString();
    const places = isWhole ? rearranged(rows, category.id, undefined) : movedUp(rows, category.id);
    const otherPath = children.flatMap((child) => branchOf(rows, child.id));
    const seen = [...new Set([...places, ...otherPath].map((one) => one.id))];
    const told: Deleted = {
      categories_deleted: gone.length,
      categories_moved: children.length,
      products_changed: products,
    };
    if (products > 0) {
      await renewProductsIn(connection, goneIds, at);
      if (choice.products === 'move_to_parent' && category.parent_id !== null) {
        await copyProducts(connection, goneIds, category.parent_id);
      }
      await emptyCategories(connection, goneIds);
    }
    await softDeleteCategories(connection, goneIds, at);
    await Promise.all([
      writePlaces(connection, places),
      renewVersions(connection, seen, at),
      appendEvents(connection, caller, now, [
        categoryEvent('category.deleted', category.id, { name: category.name, ...choice, ...told }),
      ]),
    ]);
    const above = lineOf(rows, category.parent_id).map((one) => one.id);
    if (products > 0 && above.length > 0) await recountBranches(connection, above);
    return told;
  });
}
