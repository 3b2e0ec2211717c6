import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ImportRefused } from '../import-refused.ts';
import { decodeCell, type Encoding } from './decode-cell.ts';
import type { Row } from './row.ts';

const row_bytes_max = 1_048_576;
const lineBreaks = /\n/g;

export interface CsvForm {
  delimiter: string;
  encoding: Encoding;
}

interface Parsed {
  record: string[];
  info: { records: number; empty_lines: number };
}

/** A cell's bytes that are no text in the encoding that was said. */
export class UndecodableCell extends Error {
  readonly line_number: number;
  readonly index: number;

  constructor(line_number: number, index: number) {
    super(`line ${line_number}: cell ${index + 1} is no UTF-8`);
    this.line_number = line_number;
    this.index = index;
  }
}

function breaksWithin(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) if (cell.includes('\n')) breaks += cell.match(lineBreaks)?.length ?? 0;
  return breaks;
}

/**
 * The rows of a CSV text (RFC 4180), those without any text left out, in constant memory. The parser sees bytes, so that whatever is
 * no text is found in its cell.
 *
 * @throws ImportRefused where quotes are not as they should be: no one can tell which lines they swallow. UndecodableCell
 */
export async function* csvRows(bytes: AsyncIterable<Buffer>, form: CsvForm): AsyncGenerator<Row> {
  const parser = parse({
    delimiter: form.delimiter,
    encoding: 'latin1',
    info: true,
    max_record_size: row_bytes_max,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const source = Readable.from(bytes);
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  // The parser's own count takes a CR LF within quotes for two lines.
  let breaks = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const line_number = info.records + info.empty_lines + breaks;
      const cells = record.map((cell, index) => {
        const text = decodeCell(cell, form.encoding);
        if (text === null) throw new UndecodableCell(line_number, index);
        return text;
      });
      if (cells.some((cell) => cell.trim() !== '')) yield { line_number, cells };
      breaks += breaksWithin(record);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportRefused(`the file cannot be read as CSV: ${error.message}`, { cause: error });
  } finally {
    source.destroy();
    parser.destroy();
  }
}
