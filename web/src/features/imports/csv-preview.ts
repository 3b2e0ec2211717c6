/** The beginning of a CSV text, as far as it shows whole rows. */
export interface Preview {
  header: string[];
  rows: { line_number: number; cells: string[] }[];
  /** A quote that has not closed within what was read: it swallows whatever follows. */
  isQuoteOpen: boolean;
}

export const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type Delimiter = keyof typeof delimiters;

interface Record {
  line_number: number;
  cells: string[];
}

/**
 * Splits a text into records (RFC 4180): cells may be quoted, with quotes doubled and line breaks within.
 *
 * @param isWhole otherwise the last record may be cut off, and is left out.
 */
export function readRecords(
  text: string,
  delimiter: string,
  isWhole: boolean,
): { records: Record[]; isQuoteOpen: boolean } {
  const records: Record[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let from = 1;
  const end = () => {
    cells.push(cell);
    if (cells.some((one) => one.trim() !== '')) records.push({ line_number: from, cells });
    cells = [];
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') line += 1;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') {
      end();
      from = line;
    } else if (character !== '\r') cell += character;
  }
  if (isWhole && !isQuoted && (cell !== '' || cells.length > 0)) end();
  return { records, isQuoteOpen: isQuoted };
}

/** @returns what most probably parts the columns, by the first line; null where nothing does. */
export function guessDelimiter(text: string): Delimiter | null {
  const [line = ''] = text.replace(/^\s*\n/, '').split(/\r?\n/, 1);
  // What stands in quotes parts nothing.
  const bare = line.replaceAll(/"[^"]*"/g, '');
  const counts = (Object.keys(delimiters) as Delimiter[]).map((name) => {
    return { name, count: bare.split(delimiters[name]).length };
  });
  const [most] = counts.toSorted((one, other) => other.count - one.count);
  return most && most.count > 1 ? most.name : null;
}

/** @returns the first rows of a CSV text. */
export function previewOf(text: string, delimiter: Delimiter, isWhole: boolean, rows_max: number): Preview {
  const { records, isQuoteOpen } = readRecords(text, delimiters[delimiter], isWhole);
  const [first, ...rows] = records;
  return { header: (first?.cells ?? []).map((cell) => cell.trim()), rows: rows.slice(0, rows_max), isQuoteOpen };
}
