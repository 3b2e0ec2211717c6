import type { Import, ImportFault, ImportFormat, ImportKind } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../../platform/database/keyset.ts';
import { varies } from '../../platform/database/statement-names.ts';

/** An import as its row holds it. */
export interface ImportRow extends Import {
  file_key: string;
  actor_role: 'admin' | 'vendor' | 'house';
  run_no: number;
  last_line: number;
  titles: readonly string[] | null;
}

const columns =
  sql.raw(`i.id, i.kind, i.format, i.status, i.dry_run, i.options, i.file_name, i.file_key, i.file_bytes, i.actor_id,
  i.actor_role, i.vendor_id, i.run_no, i.titles, i.rows_total, i.rows_done, i.last_line, i.created, i.updated, i.unchanged,
  i.refused, i.refused_rows, i.warnings,
  json_build_object('wanted', i.pictures_wanted, 'fetched', i.pictures_fetched, 'failed', i.pictures_failed) AS pictures, i.notes, i.problem, i.created_at, i.started_at, i.finished_at`);

export interface NewImport {
  id: string;
  kind: ImportKind;
  format: ImportFormat;
  dry_run: boolean;
  options: Import['options'];
  file_name: string;
  file_key: string;
  file_bytes: number;
  actor_id: string | null;
  actor_role: ImportRow['actor_role'];
  vendor_id: string | null;
  created_at: string;
}

export async function insertImport(connection: Connection, storeId: string, row: NewImport): Promise<void> {
  await sql`
    INSERT INTO imports (store_id, id, kind, format, status, dry_run, options, file_name, file_key, file_bytes, actor_id,
                         actor_role, vendor_id, created_at)
    VALUES (${storeId}, ${row.id}, ${row.kind}, ${row.format}, 'waiting', ${row.dry_run}, ${JSON.stringify(row.options)}::jsonb,
            ${row.file_name}, ${row.file_key}, ${row.file_bytes}, ${row.actor_id}, ${row.actor_role}, ${row.vendor_id},
            ${row.created_at})`.execute(connection);
}

export async function readImport(connection: Connection, id: string): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`SELECT ${columns} FROM imports i WHERE i.id = ${id}`.execute(connection);
  return rows[0];
}

export async function lockImport(connection: Connection, id: string): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`
    SELECT ${columns} FROM imports i WHERE i.id = ${id} FOR NO KEY UPDATE`.execute(connection);
  return rows[0];
}

export async function selectImports(
  connection: Connection,
  filter: RawBuilder<unknown>,
  sort: Sort,
  request: ListRequest,
): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`${varies}
    SELECT ${columns} FROM imports i WHERE ${filter} AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countImports(connection: Connection, filter: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`${varies}
    SELECT count(*) AS total FROM imports i WHERE ${filter}`.execute(connection);
  return rows[0]?.total ?? 0;
}

/** The oldest import of the store that waits for its turn. */
export async function readNextWaiting(connection: Connection): Promise<{ id: string; run_no: number } | undefined> {
  const { rows } = await sql<{ id: string; run_no: number }>`
    SELECT id, run_no FROM imports WHERE status = 'waiting' ORDER BY created_at, id LIMIT 1`.execute(connection);
  return rows[0];
}

export interface Unfinished {
  store_id: string;
  id: string;
  run_no: number;
  status: ImportRow['status'];
}

/** Across the house: of each store the import that runs, otherwise the oldest of those that wait since before. */
export async function readUnfinished(connection: Connection, before: Date, limit: number): Promise<Unfinished[]> {
  const { rows } = await sql<Unfinished>`
    SELECT DISTINCT ON (store_id) store_id, id, run_no, status FROM imports
     WHERE status IN ('waiting', 'running') AND created_at < ${before.toISOString()}::timestamptz
     ORDER BY store_id, status, created_at, id LIMIT ${limit}`.execute(connection);
  return rows;
}

/** Back to waiting, to be done once more, from the beginning. */
export async function requeueImport(connection: Connection, id: string, dryRun: boolean): Promise<void> {
  await sql`
    UPDATE imports SET status = 'waiting', dry_run = ${dryRun}, run_no = run_no + 1, rows_done = 0, last_line = 0,
           created = 0, updated = 0, unchanged = 0, refused = 0, refused_rows = 0, warnings = 0, pictures_wanted = 0, notes = '[]',
           rows_total = NULL, problem = NULL, started_at = NULL, finished_at = NULL
     WHERE id = ${id}`.execute(connection);
}

/** The same, from where it ended. */
export async function resumeImport(connection: Connection, id: string): Promise<void> {
  await sql`
    UPDATE imports SET status = 'waiting', run_no = run_no + 1, problem = NULL, finished_at = NULL
     WHERE id = ${id}`.execute(connection);
}

/** As if nothing of it had been decided. */
export async function rewindImport(connection: Connection, id: string): Promise<void> {
  await sql`
    UPDATE imports SET rows_done = 0, last_line = 0, created = 0, updated = 0, unchanged = 0, refused = 0, refused_rows = 0,
           warnings = 0 WHERE id = ${id}`.execute(connection);
}

export async function startImport(connection: Connection, id: string, at: string): Promise<void> {
  await sql`
    UPDATE imports SET status = 'running', started_at = coalesce(started_at, ${at}::timestamptz) WHERE id = ${id}`.execute(
    connection,
  );
}

/** PostgreSQL cannot store U+0000, and a row is told of as it was: a file may hold anything. */
const storable = (text: string) => text.replaceAll('\0', '\ufffd');
const storableAll = (texts: readonly string[] | null) => texts?.map(storable) ?? null;

export async function noteFile(
  connection: Connection,
  id: string,
  file: { rows_total: number; titles: readonly string[] | null; notes: readonly string[] },
): Promise<void> {
  await sql`
    UPDATE imports SET rows_total = ${file.rows_total}, titles = ${storableAll(file.titles)}::text[],
           notes = ${JSON.stringify(storableAll(file.notes))}::jsonb
     WHERE id = ${id}`.execute(connection);
}

/** What one batch adds to an import. */
export type Progress = Pick<
  ImportRow,
  'rows_done' | 'created' | 'updated' | 'unchanged' | 'refused' | 'refused_rows' | 'warnings'
> & { last_line: number; pictures_wanted: number };

export async function advanceImport(connection: Connection, id: string, by: Progress): Promise<void> {
  await sql`
    UPDATE imports SET rows_done = rows_done + ${by.rows_done}, created = created + ${by.created},
           updated = updated + ${by.updated}, unchanged = unchanged + ${by.unchanged}, refused = refused + ${by.refused},
           refused_rows = refused_rows + ${by.refused_rows}, warnings = warnings + ${by.warnings},
           pictures_wanted = pictures_wanted + ${by.pictures_wanted}, last_line = ${by.last_line}
     WHERE id = ${id}`.execute(connection);
}

export async function endImport(
  connection: Connection,
  id: string,
  end: { status: 'finished' | 'failed' | 'cancelled'; problem: string | null; at: string },
): Promise<void> {
  await sql`
    UPDATE imports SET status = ${end.status}, problem = ${end.problem && storable(end.problem)}, finished_at = ${end.at}::timestamptz
     WHERE id = ${id}`.execute(connection);
}

export interface NewFault extends Omit<ImportFault, 'id'> {
  /** The row as it was, with its last fault. */
  cells: readonly string[] | null;
}

/** Adds to the faults of an import, whose row is locked. */
export async function insertFaults(
  connection: Connection,
  storeId: string,
  importId: string,
  faults: readonly NewFault[],
): Promise<void> {
  await sql`
    INSERT INTO import_faults (store_id, import_id, id, kind, line_number, column_name, reason, cells)
    SELECT ${storeId}::uuid, ${importId}::uuid, (SELECT coalesce(max(id), 0) FROM import_faults WHERE import_id = ${importId}) + f.no,
           f.kind, f.line_number, f.column_name, f.reason, ARRAY(SELECT jsonb_array_elements_text(f.cells))
      FROM unnest(${faults.map(({ kind }) => kind)}::text[], ${faults.map(({ line_number }) => line_number)}::int[],
                  ${faults.map(({ column }) => column && storable(column))}::text[], ${faults.map(({ reason }) => storable(reason))}::text[],
                  ${faults.map(({ cells }) => JSON.stringify(storableAll(cells) ?? []))}::jsonb[])
        WITH ORDINALITY AS f (kind, line_number, column_name, reason, cells, no)`.execute(connection);
}

export async function deleteFaults(connection: Connection, importId: string): Promise<void> {
  await sql`DELETE FROM import_faults WHERE import_id = ${importId}`.execute(connection);
}

export async function selectFaults(
  connection: Connection,
  filter: RawBuilder<unknown>,
  sort: Sort,
  request: ListRequest,
): Promise<ImportFault[]> {
  const { rows } = await sql<ImportFault>`${varies}
    SELECT f.id, f.kind, f.line_number, f.column_name AS column, f.reason FROM import_faults f
     WHERE ${filter} AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countFaults(connection: Connection, filter: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`${varies}
    SELECT count(*) AS total FROM import_faults f WHERE ${filter}`.execute(connection);
  return rows[0]?.total ?? 0;
}

export interface RefusedRow {
  id: number;
  line_number: number;
  column_name: string | null;
  reason: string;
  cells: string[];
}

/** The next refused rows of an import, as they were. */
export async function readRefusedRows(
  connection: Connection,
  importId: string,
  after: number,
  limit: number,
): Promise<RefusedRow[]> {
  const { rows } = await sql<RefusedRow>`
    SELECT id, line_number, column_name, reason, cells FROM import_faults
     WHERE import_id = ${importId} AND id > ${after} AND kind = 'refused' AND cells <> '{}'
     ORDER BY id LIMIT ${limit}`.execute(connection);
  return rows;
}

/** Deletes imports that ended before, and whose pictures no longer come. @returns the keys of their files. */
export async function deleteOldImports(
  connection: Connection,
  before: Date,
  limit: number,
): Promise<{ store_id: string; file_key: string }[]> {
  const { rows } = await sql<{ store_id: string; file_key: string }>`
    DELETE FROM imports WHERE id IN (
      SELECT id FROM imports i WHERE finished_at < ${before.toISOString()} AND NOT EXISTS (
        SELECT FROM import_pictures p WHERE p.store_id = i.store_id AND p.import_id = i.id AND p.next_attempt_at IS NOT NULL)
       ORDER BY finished_at LIMIT ${limit})
    RETURNING store_id, file_key`.execute(connection);
  return rows;
}

export async function readStoreCurrency(connection: Connection): Promise<string | undefined> {
  const row = await connection.selectFrom('stores').select('currency').executeTakeFirst();
  return row?.currency;
}
