import type { Row } from './row.ts';

/** No product has so many variants and pictures, no order so many lines; more of them are cut into several. */
const rows_max = 5_000;

/** Rows that stand together and belong together. */
export interface RowGroup {
  rows: Row[];
  /** They go on with those of the group before, which were too many. */
  is_rest: boolean;
}

/** Rows that belong together, a group at a time. */
export async function* groupRows(
  rows: AsyncIterable<Row>,
  belongs: (first: Row, row: Row) => boolean,
): AsyncGenerator<RowGroup> {
  let first: Row | undefined;
  let group: RowGroup = { rows: [], is_rest: false };
  for await (const row of rows) {
    const isSame = first !== undefined && belongs(first, row);
    if (group.rows.length > 0 && (!isSame || group.rows.length >= rows_max)) {
      yield group;
      group = { rows: [], is_rest: isSame };
    }
    if (!isSame) first = row;
    group.rows.push(row);
  }
  if (group.rows.length > 0) yield group;
}
