import { ImportRefused } from '../import-refused.ts';

/** The columns of a format, by the name that the code gives them. */
export interface ColumnNames<Name extends string> {
  /** Each may be written in several ways; the first is the one that is told. */
  names: Readonly<Record<Name, readonly string[]>>;
  required: readonly Name[];
  /** What to do with a column that nobody knows. */
  unknown: 'refuse' | 'ignore';
}

/** Where each column that a file has stands, and its name there. */
export type Places<Name extends string> = ReadonlyMap<Name, { index: number; title: string }>;

export interface Header<Name extends string> {
  places: Places<Name>;
  titles: readonly string[];
  /** Columns of the file that are not read. */
  ignored: readonly string[];
}

/** They stand in front of refused rows that were downloaded, and are left out when those come back. */
export const refusalColumns = ['refused_line', 'refused_column', 'refused_reason'] as const;
const ofRefusals: readonly string[] = refusalColumns;

const keyOf = (title: string) => title.trim().toLowerCase();

/** @returns the names of required columns that the header lacks. Pure. */
export function missingIn<Name extends string>(cells: readonly string[], columns: ColumnNames<Name>): string[] {
  const keys = new Set(cells.map(keyOf));
  return columns.required.flatMap((name) => {
    const spellings = columns.names[name];
    return spellings.some((spelling) => keys.has(keyOf(spelling))) ? [] : [spellings[0] ?? name];
  });
}

/** @throws ImportRefused naming what the header lacks, has twice, or has and nobody knows. Pure. */
export function readHeader<Name extends string>(
  cells: readonly string[],
  columns: ColumnNames<Name>,
  line_number: number,
): Header<Name> {
  const missing = missingIn(cells, columns);
  if (missing.length > 0) {
    throw new ImportRefused(`line ${line_number}: the first line lacks the columns ${missing.join(', ')}`);
  }
  const known = new Map<string, Name>();
  for (const name of Object.keys(columns.names) as Name[]) {
    for (const spelling of columns.names[name]) known.set(keyOf(spelling), name);
  }
  const places = new Map<Name, { index: number; title: string }>();
  const ignored: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const title = cell.trim();
    if (title === '' && index === cells.length - 1) continue;
    const name = known.get(keyOf(title));
    if (name === undefined) {
      if (!ofRefusals.includes(keyOf(title))) ignored.push(title);
    } else if (places.has(name)) {
      const [first] = [places.get(name)?.title];
      throw new ImportRefused(
        `line ${line_number}, column ${index + 1}: “${first}” and “${title}” are the same column`,
      );
    } else {
      places.set(name, { index, title });
    }
  }
  if (ignored.length > 0 && columns.unknown === 'refuse') {
    throw new ImportRefused(
      `line ${line_number}: no column of this format is named ${ignored.map((title) => `“${title}”`).join(', ')}; ` +
        'leave it out, or say unknown_columns=ignore',
    );
  }
  return { places, titles: cells, ignored };
}
