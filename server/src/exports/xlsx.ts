import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Cell } from './export-source.ts';
import { rowXml, sheetBegin, sheetEnd, workbookParts } from './sheet-xml.ts';

/** Of every program that reads the format. */
export const sheet_rows_max = 1_048_576;

/** Rows that are handed out sheet by sheet. */
class Rows {
  readonly #pages: AsyncIterator<Cell[][]>;
  #page: Cell[][] = [];
  isDone = false;

  constructor(pages: AsyncIterable<Cell[][]>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** At least one row and at most so many, or none when all were handed out. */
  async take(rows_max: number): Promise<Cell[][]> {
    while (this.#page.length === 0 && !this.isDone) {
      const { done, value } = await this.#pages.next();
      this.isDone = done === true;
      this.#page = value ?? [];
    }
    const taken = this.#page.slice(0, rows_max);
    this.#page = this.#page.slice(rows_max);
    return taken;
  }

  async leave(): Promise<void> {
    this.isDone = true;
    await this.#pages.return?.();
  }
}

// To hand on each row by itself costs more than to write it.
const chunk_characters = 65_536;

async function* sheetOf(first: Cell[][], header: string, rows: Rows, rows_max: number): AsyncGenerator<string> {
  let row = 1;
  let text = `${sheetBegin}${header}`;
  for (let next = first; next.length > 0; next = row < rows_max ? await rows.take(rows_max - row) : []) {
    for (const cells of next) {
      row += 1;
      text += rowXml(cells, row);
    }
    if (text.length < chunk_characters) continue;
    yield text;
    text = '';
  }
  yield text + sheetEnd;
}

/**
 * A workbook as it is being written, in constant memory: rows are packed as they come, and what lists the sheets is
 * written last. A table that is longer than a sheet can be goes on in the next one, under the same header.
 *
 * @param rows_max of a sheet, its header among them.
 */
export function writeXlsx(
  name: string,
  columns: readonly string[],
  pages: AsyncIterable<Cell[][]>,
  rows_max = sheet_rows_max,
): Readable {
  const zip = new ZipFile();
  const rows = new Rows(pages);
  const header = rowXml(columns, 1);
  // A PassThrough, though its type says less.
  const output = zip.outputStream as Readable;
  let current: Readable | null = null;
  const fail = (error: Error) => output.destroy(error);
  zip.on('error', fail);

  /** Adds a sheet once there is something in it: the reader's first byte waits for the first page. */
  const addSheet = async (number: number): Promise<void> => {
    const first = await rows.take(rows_max - 1);
    if (first.length === 0 && number > 1) {
      for (const [path, text] of Object.entries(workbookParts(name, number - 1)))
        zip.addBuffer(Buffer.from(text), path);
      zip.end();
      return;
    }
    const sheet = Readable.from(sheetOf(first, header, rows, rows_max), { objectMode: false });
    current = sheet;
    sheet.once('error', fail);
    sheet.once('end', () => void addSheet(number + 1).catch(fail));
    zip.addReadStream(sheet, `xl/worksheets/sheet${number}.xml`);
  };
  void addSheet(1).catch(fail);
  output.once('close', () => {
    current?.destroy();
    void rows.leave().catch(() => undefined);
  });
  return output;
}
