import type { CategoryInTree } from '@orderhouse/contracts';

type InTree = Pick<CategoryInTree, 'id' | 'parent_id' | 'position' | 'products_count'>;

/** @returns the siblings of a category in their order, itself among them. */
export function siblingsOf<Row extends InTree>(rows: readonly Row[], { parent_id }: InTree): Row[] {
  return rows.filter((row) => row.parent_id === parent_id);
}

/** @returns the place of a category one step up or down among its siblings; null where it is at the end already. */
export function placeBeside(rows: readonly InTree[], row: InTree, step: 1 | -1): number | null {
  const siblings = siblingsOf(rows, row);
  const place = siblings.findIndex(({ id }) => id === row.id) + step;
  return place < 0 || place >= siblings.length ? null : place;
}

/** @returns everything below a category. */
export function belowOf<Row extends InTree>(rows: readonly Row[], { id }: InTree): Row[] {
  return rows.filter(({ parent_id }) => parent_id === id).flatMap((child) => [child, ...belowOf(rows, child)]);
}

/** @returns the tree with a category one step up or down: it takes with it what is below. */
export function withStep<Row extends InTree>(rows: readonly Row[], row: Row, step: 1 | -1): Row[] {
  const place = placeBeside(rows, row, step);
  if (place === null) return [...rows];
  const siblings = siblingsOf(rows, row);
  const others = siblings.filter(({ id }) => id !== row.id).toSpliced(place, 0, row);
  const branchOf = (top: Row): Row[] => [top, ...belowOf(rows, top)];
  const moved = new Map(siblings.map((old, index) => [old.id, branchOf(others[index] ?? old)]));
  const branches = new Set(siblings.flatMap((one) => branchOf(one).map(({ id }) => id)));
  return rows.flatMap((one) => moved.get(one.id) ?? (branches.has(one.id) ? [] : [one]));
}
