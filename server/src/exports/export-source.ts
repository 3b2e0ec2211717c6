import type { PageOf } from '../platform/database/keyset.ts';

/** An amount of money as it is written, with the decimals of its currency: `3.39`. */
export interface Amount {
  amount: string;
}

/** What stands in a cell: text, a number, an amount, or nothing. */
export type Cell = string | number | Amount | null;

/** What is exported, page by page. Nothing is read before it is asked for. */
export interface ExportSource<Item> {
  /** Of the file, without its ending: `orders`. */
  name: string;
  columns: readonly string[];
  pages: AsyncIterable<readonly Item[]>;
  /** The rows of one item in a table. */
  rowsOf(item: Item): Cell[][];
}

/**
 * Reads a list page by page, each in a short transaction of its own, so that no snapshot stays open for minutes. A page may
 * be empty and not the last.
 */
export async function* pagesOf<Item>(
  list: (cursor: string | undefined) => Promise<PageOf<Item>>,
): AsyncGenerator<readonly Item[], void, undefined> {
  let cursor: string | undefined;
  for (;;) {
    const { data, next_cursor } = await list(cursor);
    yield data;
    if (next_cursor === null) return;
    cursor = next_cursor;
  }
}
