import { type catalogue, limits, type Product, type QueryOf } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../platform/database/keyset.ts';
import { literalLike } from '../platform/database/like-pattern.ts';
import type { Runtime } from '../platform/runtime.ts';
import { withVariants } from './load-product.ts';
import { countProducts, listProducts as selectProducts } from './statements.ts';

type Query = QueryOf<typeof catalogue.list>;
type SortName = NonNullable<Query['sort']>;

const byCreated = { column: 'p.created_at', id: 'p.id', field: 'created_at', type: 'timestamptz' } as const;
const byName = { column: 'p.name', id: 'p.id', field: 'name', type: 'text' } as const;
const byPrice = { column: 'p.unit_price_from', id: 'p.id', field: 'unit_price_from', type: 'bigint' } as const;
const sorts: Readonly<Record<SortName, Sort>> = {
  '-created_at': { ...byCreated, direction: 'desc' },
  created_at: { ...byCreated, direction: 'asc' },
  name: { ...byName, direction: 'asc' },
  '-name': { ...byName, direction: 'desc' },
  unit_price: { ...byPrice, direction: 'asc' },
  '-unit_price': { ...byPrice, direction: 'desc' },
};

function aVariant(condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`EXISTS (SELECT FROM variants v WHERE v.store_id = p.store_id AND v.product_id = p.id AND v.deleted_at IS NULL AND ${condition})`;
}

function wordsOf(text: string): RawBuilder<unknown> {
  const parts = text
    .trim()
    .split(/\s+/)
    .map((word) => `%${literalLike(word)}%`);
  return sql`(p.name ILIKE ALL(${parts}::text[]) OR ${aVariant(sql`v.sku_key LIKE ${`${literalLike(text.trim().toLowerCase())}%`}`)})`;
}

function filterOf(query: Query): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (query.q) conditions.push(wordsOf(query.q));
  if (query.vendor_id) conditions.push(sql`p.vendor_id = ${query.vendor_id}::uuid`);
  if (query.status) conditions.push(sql`p.status = ANY(${query.status.split(',')}::text[])`);
  if (query.price_min !== undefined || query.price_max !== undefined) {
    const from = query.price_min ?? 0;
    const to = query.price_max ?? limits.unit_price_max;
    conditions.push(aVariant(sql`v.unit_price BETWEEN ${from} AND ${to}`));
  }
  if (query.available === true) conditions.push(aVariant(sql`v.stock > 0`));
  if (query.available === false) conditions.push(sql`NOT ${aVariant(sql`v.stock > 0`)}`);
  return sql.join(conditions, sql` AND `);
}

/** A page of the products that the caller may see. @throws DomainError `invalid_cursor` */
export async function listProducts(runtime: Runtime, caller: Caller, query: Query): Promise<PageOf<Product>> {
  const request = listRequest(query, '-created_at');
  const sort = sorts[request.sort];
  const filter = filterOf(query);
  return runtime.database.read(caller, async (connection) => {
    const page = await pageOf(sort, request, selectProducts(connection, filter, sort, request), () =>
      countProducts(connection, filter),
    );
    return { ...page, data: await withVariants(connection, page.data) };
  });
}
