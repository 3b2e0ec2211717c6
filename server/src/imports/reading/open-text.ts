import type { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportRefused } from '../import-refused.ts';
import { counter, unpacked_bytes_max } from './counter.ts';
import { foreignKind, hasByteOrderMark, head_bytes, isGzip } from './file-kind.ts';

/** Where the bytes of a file come from; opened anew for each pass over it. */
export interface FileSource {
  /** As it is stored. */
  bytes_total: number;
  open(): Promise<Readable>;
}

export interface TextFacts {
  is_gzip: boolean;
  has_byte_order_mark: boolean;
}

export interface OpenedText {
  /** The file's text in bytes, unpacked, without a byte order mark. */
  bytes: AsyncIterable<Buffer>;
  facts: TextFacts;
  /** How much of the stored file has been read. */
  bytesDone(): number;
  close(): void;
}

const mark_bytes = 3;

async function headOf(chunks: AsyncIterator<Buffer>): Promise<{ head: Buffer; ended: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < head_bytes) {
    const { value, done } = await chunks.next();
    if (done) return { head: Buffer.concat(parts), ended: true };
    parts.push(value);
    length += value.length;
  }
  return { head: Buffer.concat(parts), ended: false };
}

async function* after(head: Buffer, rest: AsyncIterator<Buffer>, ended: boolean): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  while (!ended) {
    const { value, done } = await rest.next();
    if (done) return;
    yield value;
  }
}

function chain(from: Readable, to: Transform): Transform {
  from.once('error', (error) => to.destroy(error));
  to.once('close', () => from.destroy());
  return from.pipe(to);
}

/**
 * Opens a file of text: unpacks gzip, takes a byte order mark off.
 *
 * @throws ImportRefused when it is empty or no text; what opening or unpacking throws comes while it is read.
 */
export async function openText(source: FileSource): Promise<OpenedText> {
  const stored = await source.open();
  const read = counter(Number.POSITIVE_INFINITY);
  const counted = chain(stored, read);
  const raw = counted[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    const first = await headOf(raw);
    const is_gzip = isGzip(first.head);
    let chunks = after(first.head, raw, first.ended);
    if (is_gzip) chunks = unpacked(chunks);
    const text = is_gzip ? await headOf(chunks) : first;
    const foreign = foreignKind(text.head.subarray(0, head_bytes));
    if (foreign !== null) throw new ImportRefused(foreign);
    const has_byte_order_mark = hasByteOrderMark(text.head);
    const head = has_byte_order_mark ? text.head.subarray(mark_bytes) : text.head;
    if (head.length === 0 && text.ended) throw new ImportRefused('the file is empty');
    return {
      bytes: after(head, is_gzip ? chunks : raw, text.ended),
      facts: { is_gzip, has_byte_order_mark },
      bytesDone: () => read.bytes,
      close: () => stored.destroy(),
    };
  } catch (error) {
    stored.destroy();
    throw error;
  }
}

async function* unpacked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Readable: Source } = await import('node:stream');
  const limit = counter(unpacked_bytes_max);
  const zipped = chain(Source.from(chunks), createGunzip());
  try {
    yield* chain(zipped, limit) as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new ImportRefused(`the file cannot be unpacked: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
