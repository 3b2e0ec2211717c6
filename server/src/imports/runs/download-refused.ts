import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Caller } from '../../platform/caller.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Download } from '../../platform/http/send-download.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { guardedCell, unguardedCell } from '../../platform/spreadsheet-cell.ts';
import { refusalColumns } from '../reading/header.ts';
import { readImport, readRefusedRows } from './statements.ts';

const rows_a_page = 1_000;
// A file that has a thing a line has no columns: each line stands in one.
const of_lines = ['json'];

const lineOf = (cells: readonly (string | number)[]) => stringify([cells], { record_delimiter: 'windows' });

async function* csvOf(runtime: Runtime, caller: Caller, id: string, titles: readonly string[]) {
  yield lineOf([...refusalColumns, ...titles].map(guardedCell));
  for (let after = 0; ; ) {
    const rows = await runtime.database.read(caller, (connection) =>
      readRefusedRows(connection, id, after, rows_a_page),
    );
    if (rows.length === 0) return;
    yield rows
      .map(({ line_number, column_name, reason, cells }) => {
        // As it was meant, guarded: bringing it in again takes one guard off.
        const texts = [column_name ?? '', reason, ...cells.map(unguardedCell)];
        return lineOf([line_number, ...texts.map(guardedCell)]);
      })
      .join('');
    after = rows.at(-1)?.id ?? after;
  }
}

/** The refused rows of an import as a CSV file that can be mended and brought in again. @throws DomainError `not_found` */
export async function downloadRefused(runtime: Runtime, caller: Caller, id: string): Promise<Download> {
  const row = await runtime.database.read(caller, (connection) => readImport(connection, id));
  if (!row) throw new DomainError('not_found');
  return {
    stream: Readable.from(csvOf(runtime, caller, id, row.titles ?? of_lines)),
    content_type: 'text/csv; charset=utf-8',
    file_name: `refused-${row.file_name.replace(/\.gz$/i, '').replace(/\.\w+$/, '')}.csv`,
  };
}
