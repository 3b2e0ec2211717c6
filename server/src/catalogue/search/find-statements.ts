import type { ProductStatus } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../../platform/database/database.ts';
import { varies } from '../../platform/database/statement-names.ts';
import { branchNamed } from '../categories/index.ts';
import { matches_max, type Plan } from './terms.ts';

/** What results are narrowed down by. */
export interface Filters {
  /** Ids of a branch of categories; null: all. */
  branch: readonly string[] | null;
  vendor_id: string | null;
  statuses: readonly ProductStatus[] | null;
  price_min: number | null;
  price_max: number | null;
  available: boolean | null;
}

export interface RankedPosition {
  rank: number;
  units_sold: number;
  product_id: string;
}

export interface Hit extends RankedPosition {}

/** The results of a search, as the database counts them. */
export interface Found {
  /** Those that fit the words, before they are narrowed down; one more than are counted when there are more. */
  matches: number;
  total: number;
  hits: Hit[];
  categories: { id: string; count: number }[];
  vendors: { id: string; count: number }[];
  bands: { band: number; count: number }[];
  available: number;
  sold_out: number;
}

/** Lower ends of the bands that prices are counted in, in minor units. */
export const bands: readonly number[] = [
  0,
  ...Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** (power + 2))).flat(),
];

export async function readBranch(connection: Connection, name: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`${varies} ${branchNamed(name)}`.execute(connection);
  return rows.map(({ id }) => id);
}

/** What is looked for from here on; the policies go by it. */
export async function lookFor(connection: Connection, query: string): Promise<void> {
  await sql`SELECT set_config('orderhouse.search', ${query}, true)`.execute(connection);
}

function rankOf({ sku, whole_title, title }: Pick<Plan, 'sku' | 'whole_title' | 'title'>): RawBuilder<unknown> {
  return sql`
    CASE WHEN ${sku === null ? sql`false` : sql`s.search @@ ${sku}::tsquery`} THEN 3
         WHEN s.title @@ ${whole_title}::tsquery THEN 2
         WHEN s.title @@ ${title}::tsquery THEN 1 ELSE 0 END`;
}

/** What is counted of a row, and which of the filters it fits. */
function columnsOf({ branch, vendor_id, price_min, price_max, available }: Filters): RawBuilder<unknown> {
  const inPrice = sql`s.unit_price_from BETWEEN ${price_min ?? 0}::bigint AND ${price_max ?? Number.MAX_SAFE_INTEGER}::bigint`;
  const noPrice = price_min === null && price_max === null;
  return sql`
    s.product_id, s.vendor_id, s.unit_price_from, s.is_available, s.category_ids, s.units_sold,
    ${branch === null ? sql`true` : sql`s.category_ids && ${branch}::uuid[]`} AS in_branch,
    ${vendor_id === null ? sql`true` : sql`s.vendor_id = ${vendor_id}::uuid`} AS of_vendor,
    ${noPrice ? sql`true` : inPrice} AS in_price,
    ${available === null ? sql`true` : sql`s.is_available = ${available}::boolean`} AS in_stock`;
}

function conditionsOf({ statuses }: Filters, filter: string | null): RawBuilder<unknown> {
  const conditions = [
    ...(statuses === null ? [] : [sql`s.status = ANY(${statuses}::text[])`]),
    ...(filter === null ? [] : [sql`s.search @@ ${filter}::tsquery`]),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` AND `);
}

/** Counts each choice as if it were not made yet, the others as they are. */
const counted = sql`
    'matches', (SELECT count(*) FROM matched),
    'total', (SELECT count(*) FROM matched WHERE in_branch AND of_vendor AND in_price AND in_stock),
    'categories', (SELECT coalesce(json_agg(c), '[]') FROM (
       -- Products that stand in the same categories go up the tree together.
       WITH RECURSIVE placed AS (
         SELECT category_ids, count(*) AS products FROM matched WHERE of_vendor AND in_price AND in_stock GROUP BY category_ids
       ), line AS (
         SELECT category_ids, products, unnest(category_ids) AS id FROM placed
          UNION SELECT line.category_ids, line.products, c.parent_id FROM line JOIN categories c ON c.id = line.id WHERE c.parent_id IS NOT NULL)
       SELECT id, sum(products)::bigint AS count FROM line GROUP BY id ORDER BY sum(products) DESC, id LIMIT 50) AS c),
    'vendors', (SELECT coalesce(json_agg(v), '[]') FROM (
       SELECT vendor_id AS id, count(*) AS count FROM matched WHERE in_branch AND in_price AND in_stock
        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20) AS v),
    'bands', (SELECT coalesce(json_agg(b ORDER BY band), '[]') FROM (
       SELECT width_bucket(unit_price_from, ${bands}::bigint[]) AS band, count(*) AS count
         FROM matched WHERE in_branch AND of_vendor AND in_stock GROUP BY 1) AS b),
    'available', (SELECT count(*) FROM matched WHERE in_branch AND of_vendor AND in_price AND is_available),
    'sold_out', (SELECT count(*) FROM matched WHERE in_branch AND of_vendor AND in_price AND NOT is_available)`;

const nothing: Found = {
  matches: 0,
  total: 0,
  hits: [],
  categories: [],
  vendors: [],
  bands: [],
  available: 0,
  sold_out: 0,
};

/** Of everything that the index finds, at most as much as is counted: the page, and how much there is of what. */
export async function findRanked(
  connection: Connection,
  plan: Pick<Plan, 'filter' | 'sku' | 'whole_title' | 'title'>,
  filters: Filters,
  after: RankedPosition | null,
  limit: number,
): Promise<Found> {
  const position = after
    ? sql`(rank, units_sold, product_id) < (${after.rank}::int, ${after.units_sold}::bigint, ${after.product_id}::uuid)`
    : sql`true`;
  const { rows } = await sql<{ found: Found }>`${varies}
    WITH matched AS MATERIALIZED (
      SELECT ${columnsOf(filters)}, ${rankOf(plan)} AS rank FROM product_search s
       WHERE ${conditionsOf(filters, plan.filter)} LIMIT ${matches_max + 1}
    )
    SELECT json_build_object(${counted}, 'hits', (SELECT coalesce(json_agg(h), '[]') FROM (
       SELECT rank, units_sold, product_id FROM matched
        WHERE in_branch AND of_vendor AND in_price AND in_stock AND ${position}
        ORDER BY rank DESC, units_sold DESC, product_id DESC LIMIT ${limit}) AS h)) AS found`.execute(connection);
  return rows[0]?.found ?? nothing;
}
