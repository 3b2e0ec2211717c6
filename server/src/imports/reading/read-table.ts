import { ImportRefused } from '../import-refused.ts';
import { csvRows, UndecodableCell } from './csv-rows.ts';
import type { Encoding } from './decode-cell.ts';
import { type DelimiterName, delimiters, findDelimiter } from './find-delimiter.ts';
import { type ColumnNames, type Header, type Places, readHeader } from './header.ts';
import { type FileSource, openText, type TextFacts } from './open-text.ts';
import type { Row } from './row.ts';

/** How a CSV file is read; what is not said is found out from its first line. */
export interface TableForm {
  encoding: Encoding;
  delimiter: DelimiterName | null;
}

/** A CSV file whose header is understood. */
export interface Table<Name extends string> {
  header: Header<Name>;
  delimiter: DelimiterName;
  facts: TextFacts;
  /** Those after the header. */
  rows: AsyncIterable<Row>;
  bytesDone(): number;
  close(): void;
}

/**
 * Opens a CSV file and reads its header.
 *
 * @throws ImportRefused with line and column where the file is not as the format has it, also while rows are read.
 */
export async function readTable<Name extends string>(
  source: FileSource,
  columns: ColumnNames<Name>,
  form: TableForm,
): Promise<Table<Name>> {
  const text = await openText(source);
  try {
    const chunks = text.bytes[Symbol.asyncIterator]();
    const first = await chunks.next();
    if (first.done) throw new ImportRefused('the file is empty');
    const head: Buffer = first.value;
    const delimiter = form.delimiter ?? findDelimiter(head.toString('latin1'), columns, form.encoding);
    const whole = withHead(head, chunks);
    const rows = csvRows(whole, { delimiter: delimiters[delimiter], encoding: form.encoding });
    const { value: titles } = await rows.next();
    if (!titles) throw new ImportRefused('the file is empty');
    const header = readHeader(titles.cells, columns, titles.line_number);
    const { facts, bytesDone, close } = text;
    return { header, delimiter, facts, rows: named(rows, header.places), bytesDone, close };
  } catch (error) {
    text.close();
    throw refusalOf(error, null);
  }
}

async function* withHead(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* named<Name extends string>(rows: AsyncIterable<Row>, places: Places<Name>): AsyncGenerator<Row> {
  try {
    yield* rows;
  } catch (error) {
    throw refusalOf(error, places);
  }
}

function refusalOf<Name extends string>(error: unknown, places: Places<Name> | null): unknown {
  if (!(error instanceof UndecodableCell)) return error;
  const title = [...(places?.values() ?? [])].find(({ index }) => index === error.index)?.title;
  const column = title ?? `column ${error.index + 1}`;
  return new ImportRefused(
    `line ${error.line_number}, ${column}: bytes that are no UTF-8; if the file is Windows-1252 (Latin-1), say encoding=windows-1252`,
    { cause: error },
  );
}
