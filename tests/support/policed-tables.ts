import { type RawBuilder, sql } from 'kysely';
import type { Authority } from '../../server/src/platform/database/authority.ts';
import type { Connection, Database } from '../../server/src/platform/database/database.ts';

type Role = Exclude<Authority['role'], 'admin'>;

/** Whoever asks, by the role that the database knows them by: an admin is the house. */
export interface Asker extends Authority {
  role: Role;
}

const roles: readonly Role[] = ['house', 'vendor', 'customer', 'anonymous'];

/** What a database role may do with a table, before any policy is asked. */
interface Grant {
  reads: boolean;
  deletes: boolean;
  empties: boolean;
  /** Columns, without those that the database fills itself. */
  updates: string[];
  inserts: string[];
}

export interface Table {
  name: string;
  primaryKey: string[];
  grants: Readonly<Record<Role, Grant>>;
}

/** A row of a table, and where its present version stands: another place tells that it was written. */
export interface StandingRow {
  key: string;
  place: string;
  row: object;
}

const columnsWith = (privilege: 'UPDATE' | 'INSERT', isFilled: RawBuilder<unknown>) => sql`
  array(SELECT a.attname::text FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND NOT ${isFilled}
           AND has_column_privilege(r.role, c.oid, a.attnum, ${sql.lit(privilege)}))`;

const ofRole = sql`
  jsonb_build_object(
    'reads', has_any_column_privilege(r.role, c.oid, 'SELECT'),
    'deletes', has_table_privilege(r.role, c.oid, 'DELETE'),
    'empties', has_table_privilege(r.role, c.oid, 'TRUNCATE'),
    'updates', ${columnsWith('UPDATE', sql`(a.attgenerated <> '' OR a.attidentity = 'a')`)},
    'inserts', ${columnsWith('INSERT', sql`(a.attgenerated <> '')`)})`;

/** @returns the stores and every table that carries their id, as the database has them. */
export async function tablesOfStores(database: Database): Promise<Table[]> {
  const { rows } = await database.transactAsSystem((connection) =>
    sql<Table>`
      SELECT c.relname::text AS name,
             array(SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                    WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY a.attnum) AS "primaryKey",
             (SELECT jsonb_object_agg(replace(r.role, 'orderhouse_', ''), ${ofRole})
                FROM unnest(${roles.map((role) => `orderhouse_${role}`)}::text[]) AS r (role)) AS grants
        FROM pg_class c
       WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
         AND (c.relname = 'stores' OR EXISTS (
           SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'store_id' AND NOT a.attisdropped))
       ORDER BY 1`.execute(connection),
  );
  return rows;
}

const keyOf = ({ primaryKey }: Table) =>
  sql`jsonb_build_array(${sql.join(primaryKey.map((column) => sql.ref(`t.${column}`)))})::text`;

/** @returns the primary keys of the rows `t` that the connection sees and that fit. */
export async function keysOf(connection: Connection, table: Table, fits: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    SELECT ${keyOf(table)} AS key FROM ${sql.table(table.name)} t WHERE ${fits} ORDER BY 1`.execute(connection);
  return rows.map(({ key }) => key);
}

/** @returns the rows of these keys that the connection sees. */
export async function rowsOf(connection: Connection, table: Table, keys: readonly string[]): Promise<StandingRow[]> {
  const { rows } = await sql<StandingRow>`
    SELECT ${keyOf(table)} AS key, t.ctid::text AS place, to_jsonb(t) AS row
      FROM ${sql.table(table.name)} t WHERE ${keyOf(table)} = ANY (${keys}::text[]) ORDER BY 1`.execute(connection);
  return rows;
}
