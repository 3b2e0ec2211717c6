import type { Fault, Reading, Row } from '../reading/row.ts';
import type { Outcome } from './kind.ts';
import type { NewFault, Progress } from './statements.ts';

/** What was read, and what became of it. */
export interface Decided {
  reading: Pick<Reading<unknown>, 'rows' | 'warnings'>;
  outcome: Outcome;
}

/**
 * What is told of a refused thing: every fault of each row, and of a row without one of its own that it goes with the
 * others. The row itself stands with the first, so that it comes back once. Pure.
 */
function refusedRows(rows: readonly Row[], faults: readonly Fault[]): NewFault[] {
  const [first] = faults;
  const because = first ? `goes with line ${first.line_number}, which is refused` : 'is refused';
  return rows.flatMap(({ line_number, cells }) => {
    const own = faults.filter((fault) => fault.line_number === line_number);
    const told = own.length > 0 ? own : [{ line_number, column: null, reason: because }];
    return told.map((fault, index): NewFault => ({ kind: 'refused', ...fault, cells: index === 0 ? cells : null }));
  });
}

/** What a batch of decisions adds to an import: its figures, and what is told of rows. Pure. */
export function reportOf(batch: readonly Decided[]): { progress: Progress; faults: NewFault[] } {
  const progress: Progress = {
    ...{ rows_done: 0, created: 0, updated: 0, unchanged: 0, refused: 0, refused_rows: 0, warnings: 0, last_line: 0 },
    pictures_wanted: 0,
  };
  const faults: NewFault[] = [];
  for (const { reading, outcome } of batch) {
    const { rows } = reading;
    progress.rows_done += rows.length;
    progress[outcome.kind] += 1;
    progress.last_line = rows.at(-1)?.line_number ?? progress.last_line;
    if (outcome.kind === 'refused') {
      progress.refused_rows += rows.length;
      faults.push(...refusedRows(rows, outcome.faults));
      continue;
    }
    progress.pictures_wanted += outcome.pictures?.length ?? 0;
    const warnings = [...reading.warnings, ...outcome.warnings];
    progress.warnings += warnings.length;
    faults.push(...warnings.map((fault): NewFault => ({ kind: 'warning', ...fault, cells: null })));
  }
  return { progress, faults };
}
