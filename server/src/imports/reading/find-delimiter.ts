import { parse } from 'csv-parse/sync';
import { ImportRefused } from '../import-refused.ts';
import { decodeCell, type Encoding } from './decode-cell.ts';
import { type ColumnNames, missingIn } from './header.ts';

export const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type DelimiterName = keyof typeof delimiters;
const names = Object.keys(delimiters) as DelimiterName[];

const newline = /\r?\n|\r/;

function cellsOf(line: string, delimiter: string, encoding: Encoding): string[] {
  try {
    const [cells = []] = parse(line, { delimiter, relax_column_count: true }) as string[][];
    return cells.map((cell) => decodeCell(cell, encoding) ?? cell);
  } catch {
    // Quotes that make no sense with this delimiter: it is another.
    return [];
  }
}

/**
 * What parts the columns of a file: that which makes the first line hold the columns of the format, if it is one only.
 *
 * @param head the beginning of the text, a character for each byte (`latin1`).
 * @throws ImportRefused naming the columns that are missing whichever it may be. Pure.
 */
export function findDelimiter<Name extends string>(
  head: string,
  columns: ColumnNames<Name>,
  encoding: Encoding,
): DelimiterName {
  const [line = ''] = head.replace(/^(?:[ \t]*\r?\n)+/, '').split(newline, 1);
  const found = names.map((name) => {
    const cells = cellsOf(line, delimiters[name], encoding);
    return { name, count: cells.length, missing: missingIn(cells, columns) };
  });
  const fitting = found.filter(({ missing }) => missing.length === 0);
  const [first, second] = fitting;
  if (first && !second) return first.name;
  if (first) {
    throw new ImportRefused(
      `line 1: ${fitting.map(({ name }) => name).join(' or ')} could part the columns; say which by delimiter`,
    );
  }
  const [nearest] = found.sort((one, other) => one.missing.length - other.missing.length || other.count - one.count);
  throw new ImportRefused(`line 1: the first line lacks the columns ${nearest?.missing.join(', ')}`);
}
