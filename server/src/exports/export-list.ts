import type { TObject } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import type { PageOf } from '../platform/database/keyset.ts';
import type { Runtime } from '../platform/runtime.ts';
import { openEmailBook } from './email-book.ts';
import { type ExportSource, pagesOf } from './export-source.ts';
import { recordRows } from './record-rows.ts';

/** What a page of a list is asked for beside its filters. */
export interface PageAsked {
  limit: number;
  cursor?: string;
}

/** Of rows of some hundred bytes. */
const usual_page_rows = 500;

/** A list whose rows are records of one shape. */
export interface RecordList {
  /** Of the file, without its ending. */
  name: string;
  /** Of a row, by the contract. */
  row: TObject;
  /** Columns that hold the id of a user, each with the name of the one that has the e-mail address. */
  people?: Readonly<Record<string, string>>;
  /** How many rows are read at a time. */
  page_rows?: number;
  /** Asks the list for a page. */
  page(asked: PageAsked): Promise<PageOf<object>>;
}

/** A row for each record of a list, as the caller sees it. */
export function exportList(
  runtime: Runtime,
  caller: Caller,
  { name, row, people = {}, page_rows = usual_page_rows, page }: RecordList,
): ExportSource<object> {
  // Of a page alone: who did what in years may be every customer.
  let book = openEmailBook(runtime, caller);
  const { columns, rowOf } = recordRows(row, people);
  const idsIn = (record: object) =>
    Object.keys(people)
      .map((field) => (record as Record<string, unknown>)[field])
      .filter((id) => typeof id === 'string');

  async function* pages(): AsyncGenerator<readonly object[], void, undefined> {
    const list = (cursor: string | undefined) => page({ limit: page_rows, ...(cursor !== undefined && { cursor }) });
    for await (const records of pagesOf(list)) {
      book = openEmailBook(runtime, caller);
      await book.learn(records.flatMap(idsIn));
      yield records;
    }
  }

  return { name, columns, pages: pages(), rowsOf: (record) => [rowOf(record, book.emails)] };
}
