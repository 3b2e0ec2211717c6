import type { Import } from '@orderhouse/contracts';

const count = (value: number) => value.toLocaleString('en-GB');

/** The end of an import in lines of text for a terminal. */
export function describeRun(row: Import): string {
  const would = row.dry_run ? ' (nothing was changed: a dry run)' : '';
  const { pictures } = row;
  const facts: [string, string][] = [
    ['rows', count(row.rows_done)],
    [`${row.kind} created`, count(row.created)],
    ...(row.kind === 'products' ? [['products updated', count(row.updated)] as [string, string]] : []),
    ...(pictures.wanted > 0 ? [['pictures to fetch', count(pictures.wanted)] as [string, string]] : []),
    ['unchanged', count(row.unchanged)],
    ['refused', `${count(row.refused)}, of ${count(row.refused_rows)} rows`],
    ['warnings', count(row.warnings)],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  const end = row.problem === null ? row.status : `${row.status}: ${row.problem}`;
  return [...row.notes, ...lines, `${end}${would}`].join('\n');
}
