import type { CategoryInTree } from '@orderhouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** The whole tree of categories, each behind its parent. */
export const categoriesQuery = queryOptions({
  queryKey: ['categories', 'tree'],
  queryFn: ({ signal }) => client.categories.list({ signal }),
  staleTime: 60_000,
});

type InTree = Pick<CategoryInTree, 'id' | 'parent_id' | 'name' | 'path' | 'depth'>;

/** A category as it is chosen from a list. */
export interface CategoryChoice {
  value: string;
  /** With those above it: `Home › Lighting`. */
  label: string;
  name: string;
  depth: number;
}

/**
 * @param by what it is chosen by.
 * @param without a category that is left out, with all below it.
 * @returns all categories, each behind its parent.
 */
export function categoryChoices(
  rows: readonly InTree[],
  by: 'id' | 'path' = 'id',
  without: string | null = null,
): CategoryChoice[] {
  const labels = new Map<string, string>();
  const left = new Set<string | null>(without === null ? [] : [without]);
  return rows.flatMap((row) => {
    const { id, parent_id, name, depth } = row;
    const above = parent_id === null ? undefined : labels.get(parent_id);
    const label = above === undefined ? name : `${above} › ${name}`;
    labels.set(id, label);
    if (left.has(parent_id)) left.add(id);
    return left.has(id) ? [] : [{ value: row[by], label, name, depth }];
  });
}

/** @returns a category and those above it, from the top; none when there is no such category. */
export function wayTo<Row extends InTree>(rows: readonly Row[], id: string | undefined): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const way: Row[] = [];
  for (let row = byId.get(id ?? ''); row !== undefined; row = byId.get(row.parent_id ?? '')) way.unshift(row);
  return way;
}
