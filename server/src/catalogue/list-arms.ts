import { type catalogue, limits, type ProductStatus, productStatuses, type QueryOf } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import { afterCursor, cursorValue, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';
import { branchNamed } from './categories/index.ts';

type Query = Omit<QueryOf<typeof catalogue.list>, 'cursor' | 'limit' | 'count' | 'sort'>;

/** A part of the list that one index holds in each of its orders: products of one status, of all vendors or of one. */
export interface Arm {
  status: ProductStatus;
  vendor_id: string | null;
}

/**
 * The parts that a list is made of. What is not active is asked for as the caller's own where the policies show no other:
 * it is found by its vendor, rather than among everybody's. Pure.
 */
export function armsOf(
  { role, actorId }: Pick<Caller, 'role' | 'actorId'>,
  query: Pick<Query, 'status' | 'vendor_id'>,
): Arm[] {
  const vendor_id = query.vendor_id?.toLowerCase() ?? null;
  const wanted: readonly string[] = query.status?.split(',') ?? productStatuses;
  return productStatuses
    .filter((one) => wanted.includes(one))
    .flatMap((one): Arm[] => {
      if (one === 'active' || role === 'admin') return [{ status: one, vendor_id }];
      if (role !== 'vendor' || actorId === null || (vendor_id ?? actorId) !== actorId) return [];
      return [{ status: one, vendor_id: actorId }];
    });
}

interface PriceRange {
  price_min?: number | undefined;
  price_max?: number | undefined;
}

/**
 * What a list sorted by price is filtered by on a later page: nothing before the cursor. Of two bounds on one side PostgreSQL
 * begins where the filter's is, and would go through all pages that were shown. Pure.
 */
export function pricesLeft(
  query: PriceRange,
  sort: Pick<Sort, 'field' | 'direction'>,
  request: ListRequest,
): PriceRange {
  const { price_min, price_max } = query;
  const shown = sort.field === 'unit_price_from' ? Number(cursorValue(request) ?? Number.NaN) : Number.NaN;
  if (!Number.isSafeInteger(shown)) return query;
  if (sort.direction === 'asc' && price_min !== undefined) return { ...query, price_min: Math.max(price_min, shown) };
  if (sort.direction === 'desc' && price_max !== undefined) return { ...query, price_max: Math.min(price_max, shown) };
  return query;
}

/** Conditions on `t`, which is a product, or a product in a category: both have the same columns to filter by. */
function conditionsOf(query: Query, arm: Arm): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`t.status = ${arm.status}`];
  if (arm.vendor_id !== null) conditions.push(sql`t.vendor_id = ${arm.vendor_id}::uuid`);
  if (query.price_min !== undefined || query.price_max !== undefined) {
    conditions.push(
      sql`t.unit_price_from BETWEEN ${query.price_min ?? 0}::bigint AND ${query.price_max ?? limits.unit_price_max}::bigint`,
    );
  }
  if (query.available !== undefined) conditions.push(query.available ? sql`t.is_available` : sql`NOT t.is_available`);
  return sql.join(conditions, sql` AND `);
}

/** The columns of `t` that are sorted by. */
const sortOn = (sort: Sort, id: string): Sort => ({ ...sort, column: `t.${sort.field}`, id });

function productsOf(query: Query, arm: Arm, sort: Sort, request: ListRequest): RawBuilder<unknown> {
  const on = sortOn(sort, 't.id');
  return sql`
    (SELECT t.id, ${sql.ref(on.column)} AS sorted FROM products t
      WHERE t.deleted_at IS NULL AND ${conditionsOf(query, arm)} AND ${afterCursor(on, request)}
      ORDER BY ${ordering(on)} LIMIT ${request.limit + 1})`;
}

/**
 * The first of each category of the branch, of which the first of all are some: at most the categories of a branch times
 * a page, whatever stands in them. A product in several of them comes once.
 */
function productsInBranch(
  query: Query & { category: string },
  arm: Arm,
  sort: Sort,
  request: ListRequest,
): RawBuilder<unknown> {
  const on = sortOn(sort, 't.product_id');
  const first = sortOn({ ...sort, field: 'sorted' }, 't.id');
  return sql`
    (SELECT DISTINCT t.id, t.sorted
       FROM (${branchNamed(query.category)}) AS branch,
            LATERAL (SELECT t.product_id AS id, ${sql.ref(on.column)} AS sorted FROM product_categories t
                      WHERE t.category_id = branch.id AND ${conditionsOf(query, arm)} AND ${afterCursor(on, request)}
                      ORDER BY ${ordering(on)} LIMIT ${request.limit + 1}) AS t
      ORDER BY ${ordering({ ...first, column: 't.sorted' })} LIMIT ${request.limit + 1})`;
}

/** Ids of a page's products and one more of each arm; the page is the first of them. */
export function pageIds(query: Query, arms: readonly Arm[], sort: Sort, request: ListRequest): RawBuilder<unknown> {
  const { category } = query;
  const left = { ...query, ...pricesLeft(query, sort, request) };
  const parts = arms.map((arm) =>
    category === undefined
      ? productsOf(left, arm, sort, request)
      : productsInBranch({ ...left, category }, arm, sort, request),
  );
  return sql.join(parts, sql` UNION ALL `);
}

/** Ids of all the list's products. */
export function allIds(query: Query, arms: readonly Arm[]): RawBuilder<unknown> {
  const { category } = query;
  const parts = arms.map((arm) =>
    category === undefined
      ? sql`SELECT t.id FROM products t WHERE t.deleted_at IS NULL AND ${conditionsOf(query, arm)}`
      : sql`SELECT DISTINCT t.product_id AS id FROM product_categories t
             WHERE t.category_id IN (${branchNamed(category)}) AND ${conditionsOf(query, arm)}`,
  );
  return sql.join(parts, sql` UNION ALL `);
}
