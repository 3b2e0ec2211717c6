import type { Import } from '@orderhouse/contracts';
import type { ImportRow } from './statements.ts';

/** An import as the API tells of it. */
export function presentImport(row: ImportRow): Import {
  const { file_key: _key, actor_role: _role, run_no: _no, last_line: _line, titles: _titles, ...told } = row;
  return told;
}
