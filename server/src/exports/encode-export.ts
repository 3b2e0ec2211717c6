import { Readable } from 'node:stream';
import { type ExportFormat, exportFormats } from '@orderhouse/contracts';
import type { Download } from '../platform/http/send-download.ts';
import { csvRecord } from './csv.ts';
import type { Cell, ExportSource } from './export-source.ts';
import { writeXlsx } from './xlsx.ts';

/** How a file is wanted. */
export interface FileForm {
  format?: ExportFormat | undefined;
  /** CSV: begins with a byte order mark. */
  bom?: boolean | undefined;
}

const byte_order_mark = '\ufeff';

// A product of a hundred variants has its description in each of their rows.
const chunk_characters = 65_536;

/** Pieces of text as chunks of about one size, and whatever there is at the end of a page. */
async function* chunksOf<Item>(
  pages: AsyncIterable<readonly Item[]>,
  piecesOf: (item: Item) => Iterable<string>,
  header = '',
): AsyncGenerator<string> {
  // With the first page: where that fails, the failure is an answer of its own.
  let text = header;
  for await (const page of pages) {
    for (const item of page) {
      for (const piece of piecesOf(item)) {
        text += piece;
        if (text.length < chunk_characters) continue;
        yield text;
        text = '';
      }
    }
    if (text !== '') yield text;
    text = '';
  }
  if (text !== '') yield text;
}

async function* tableOf<Item>({ pages, rowsOf }: ExportSource<Item>): AsyncGenerator<Cell[][]> {
  for await (const page of pages) for (const item of page) yield rowsOf(item);
}

/** The pages in which there is something, for as long as they are read: a long way to the next one ends with its reader. */
async function* pagesFor<Item>(
  isLeft: () => boolean,
  pages: AsyncIterable<readonly Item[]>,
): AsyncGenerator<readonly Item[]> {
  for await (const page of pages) {
    if (isLeft()) return;
    if (page.length > 0) yield page;
  }
}

function streamOf<Item>(source: ExportSource<Item>, format: ExportFormat, bom: boolean): Readable {
  if (format === 'xlsx') return writeXlsx(source.name, source.columns, tableOf(source));
  const { columns, pages, rowsOf } = source;
  const begin = (bom ? byte_order_mark : '') + csvRecord(columns);
  const text =
    format === 'csv'
      ? chunksOf(pages, (item) => rowsOf(item).map(csvRecord), begin)
      : chunksOf(pages, (item) => [`${JSON.stringify(item)}\n`]);
  return Readable.from(text, { objectMode: false });
}

/**
 * A source as a file, written as it is read: a page is asked for when the reader has taken the one before.
 *
 * @param now gives the file its day.
 */
export function encodeExport<Item>(
  source: ExportSource<Item>,
  { format = 'csv', bom = false }: FileForm,
  now: Date,
): Download {
  // Not by its `close`: that waits for the page which is being looked for.
  const isLeft = () => stream.destroyed;
  const stream: Readable = streamOf({ ...source, pages: pagesFor(isLeft, source.pages) }, format, bom);
  const charset = format === 'csv' ? '; charset=utf-8' : '';
  return {
    stream,
    content_type: `${exportFormats[format]}${charset}`,
    file_name: `${source.name}-${now.toISOString().slice(0, 10)}.${format}`,
  };
}
