import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { ImportRefused } from './import-refused.ts';
import { counter, unpacked_bytes_max } from './reading/counter.ts';

const record_bytes_max = 65_536;
const tick_records = 1_000;

/** One record of a CSV file, as it stands. */
export interface RawRecord {
  /** Of the line on which it begins; the file's first line is 1. */
  line_number: number;
  fields: readonly string[];
}

export interface ReadProgress {
  bytes_done: number;
  bytes_total: number;
}

interface Parsed {
  record: string[];
  info: { records: number; empty_lines: number };
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof CsvError)
    return new ImportRefused(`the file cannot be read as CSV: ${error.message}`, { cause: error });
  if (!(error instanceof Error) || !('code' in error) || error instanceof ImportRefused) return error;
  const ofTheFile = 'syscall' in error || String(error.code).startsWith('Z_');
  return ofTheFile ? new ImportRefused(`the file cannot be read: ${error.message}`, { cause: error }) : error;
}

/**
 * Streams a CSV file, plain or gzipped, to `consume`, in constant memory. A stray quote within a field is read as it
 * stands; a quote that never closes refuses the file, since no one can tell which lines it swallowed.
 *
 * @throws ImportRefused when the file cannot be opened, unpacked or parsed.
 */
export async function readRecords(
  file: string,
  progress: (progress: ReadProgress) => void,
  consume: (records: AsyncIterable<RawRecord>) => Promise<void>,
): Promise<void> {
  try {
    const [{ size }, zipped] = await Promise.all([stat(file), isGzip(file)]);
    const source = createReadStream(file);
    const parser = parse({
      bom: true,
      info: true,
      max_record_size: record_bytes_max,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
    await pipeline(
      source,
      zipped ? createGunzip() : new PassThrough(),
      counter(unpacked_bytes_max),
      parser,
      async (parsed: AsyncIterable<Parsed>) => {
        await consume(withLineNumbers(parsed, () => progress({ bytes_done: source.bytesRead, bytes_total: size })));
      },
    );
  } catch (error) {
    throw refusalOf(error);
  }
}

const lineBreaks = /\n/g;
const breaksWithin = (fields: readonly string[]) =>
  fields.reduce((sum, field) => sum + (field.includes('\n') ? (field.match(lineBreaks)?.length ?? 0) : 0), 0);

async function* withLineNumbers(parsed: AsyncIterable<Parsed>, tick: () => void): AsyncIterable<RawRecord> {
  // The parser's own count takes a CR LF within quotes for two lines.
  let breaks = 0;
  for await (const { record, info } of parsed) {
    if (info.records % tick_records === 0) tick();
    yield { line_number: info.records + info.empty_lines + breaks, fields: record };
    breaks += breaksWithin(record);
  }
}
