import { limits } from '@orderhouse/contracts';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { DomainError } from '../domain-error.ts';

/** One order of a list: by a column, ties by `id`. `field` is the column's name in the row. */
export interface Sort {
  column: string;
  id: string;
  field: string;
  type: 'timestamptz' | 'text' | 'bigint';
  direction: 'asc' | 'desc';
}

interface Position {
  value: string | number;
  id: string | number;
}

/** What a list is asked for; `sort` is the name of its order. */
export interface ListRequest<Name extends string = string> {
  sort: Name;
  limit: number;
  cursor?: string;
  count?: boolean;
}

export interface PageOf<Row> {
  data: Row[];
  next_cursor: string | null;
  total?: number;
}

/**
 * What a list is asked for, with what it does where the query says nothing.
 *
 * @param query as `listQuery` of the contracts has it.
 * @param usual the list's order where none is named.
 */
export function listRequest<Name extends string>(
  query: Partial<ListRequest<Name>>,
  usual: NoInfer<Name>,
): ListRequest<Name> {
  const { sort = usual, limit = limits.page_default, cursor, count } = query;
  return { sort, limit, cursor, count };
}

function read(cursor: string, sort: string): Position {
  try {
    const [name, value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (name === sort && ['string', 'number'].includes(typeof value) && ['string', 'number'].includes(typeof id)) {
      return { value, id };
    }
  } catch {
    // Not one of ours; told below.
  }
  throw new DomainError('invalid_cursor', {
    errors: [{ pointer: 'cursor', code: 'invalid_cursor', detail: 'is not from this list in this order' }],
  });
}

/** @returns what the last row had that was shown, of the list's order; null on the first page. */
export function cursorValue(request: ListRequest): string | number | null {
  return request.cursor === undefined ? null : read(request.cursor, request.sort).value;
}

/** The condition that a row comes after the cursor; true on the first page. */
export function afterCursor(sort: Sort, request: ListRequest): RawBuilder<SqlBool> {
  if (request.cursor === undefined) return sql<SqlBool>`true`;
  const { value, id } = read(request.cursor, request.sort);
  const compare = sql.raw(sort.direction === 'asc' ? '>' : '<');
  const type = sql.raw(sort.type);
  return sql<SqlBool>`(${sql.ref(sort.column)}, ${sql.ref(sort.id)}) ${compare} (${value}::${type}, ${id})`;
}

/** `ORDER BY` of a list; ask for one row more than the page holds. */
export function ordering(sort: Sort): RawBuilder<unknown> {
  const direction = sql.raw(sort.direction);
  return sql`${sql.ref(sort.column)} ${direction}, ${sql.ref(sort.id)} ${direction}`;
}

/** A page from rows that were asked for at least one too many: they are cut off, and the cursor of the next page made. */
export function pageFrom<Row extends { id: string | number }>(
  sort: Sort,
  request: ListRequest,
  found: readonly Row[],
  total: number | undefined,
): PageOf<Row> {
  const data = found.slice(0, request.limit);
  const last = data.at(-1);
  const isLast = found.length <= request.limit || last === undefined;
  return {
    data,
    next_cursor: isLast ? null : cursorAt(last, sort, request),
    ...(total !== undefined && { total }),
  };
}

/** The same, of rows and, where it is asked for, of their count; both share a round trip. */
export async function pageOf<Row extends { id: string | number }>(
  sort: Sort,
  request: ListRequest,
  rows: Promise<Row[]>,
  count: () => Promise<number>,
): Promise<PageOf<Row>> {
  const [found, total] = await Promise.all([rows, request.count ? count() : undefined]);
  return pageFrom(sort, request, found, total);
}

function cursorAt(row: { id: string | number }, sort: Sort, request: ListRequest): string {
  const value = (row as Record<string, unknown>)[sort.field];
  return Buffer.from(JSON.stringify([request.sort, value, row.id])).toString('base64url');
}
