import { type ImportFormat, type ImportKind, orderFileColumns, productFileColumns } from '@orderhouse/contracts';
import { type Delimiter, guessDelimiter, previewOf } from './csv-preview.ts';

const zip = [0x50, 0x4b, 0x03, 0x04];
const foreign: readonly { bytes: readonly number[]; words: string }[] = [
  { bytes: zip, words: 'This is an Excel workbook, or another zip. Save it as CSV UTF-8, and bring that.' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], words: 'This is an old Excel workbook. Save it as CSV UTF-8, and bring that.' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], words: 'This is a picture. Choose the file of rows.' },
  { bytes: [0xff, 0xd8, 0xff], words: 'This is a picture. Choose the file of rows.' },
  { bytes: [0x25, 0x50, 0x44, 0x46], words: 'This is a PDF. Choose the file of rows.' },
  { bytes: [0xff, 0xfe], words: 'This is text in UTF-16. Save it as UTF-8, and bring that.' },
  { bytes: [0xfe, 0xff], words: 'This is text in UTF-16. Save it as UTF-8, and bring that.' },
];

/** @returns why what begins with these bytes is no file of rows, or null. */
export function foreignFile(head: Uint8Array): string | null {
  if (head.length === 0) return 'The file is empty.';
  const known = foreign.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (known) return known.words;
  return head.includes(0) ? 'This is no text. Save it as CSV UTF-8, and bring that.' : null;
}

export type Encoding = 'utf-8' | 'windows-1252';

/** @returns the text of bytes, which may end within a character; as Windows writes it where it is no UTF-8. */
export function decode(bytes: Uint8Array, wanted?: Encoding): { text: string; encoding: Encoding } {
  if (wanted !== 'windows-1252') {
    try {
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }), encoding: 'utf-8' };
    } catch {
      if (wanted) return { text: new TextDecoder('utf-8').decode(bytes), encoding: wanted };
    }
  }
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
}

export interface Guess {
  kind: ImportKind;
  format: ImportFormat;
  delimiter: Delimiter | null;
  /** Whether the first line showed it; otherwise it is what is usual. */
  isSure: boolean;
}

const has = (titles: ReadonlySet<string>, ...names: string[]) => names.every((name) => titles.has(name));

function guessLines(text: string): Guess {
  const [line = ''] = text.trimStart().split('\n', 1);
  const isOrder = /"(?:lines|placed_at|reference)"\s*:/.test(line);
  return { kind: isOrder ? 'orders' : 'products', format: 'jsonl', delimiter: null, isSure: true };
}

/** @returns what a file is, by its first line and its name. */
export function guessFile(text: string, fileName: string): Guess {
  if (/^\s*\{/.test(text) || /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(fileName)) return guessLines(text);
  const delimiter = guessDelimiter(text);
  const { header } = previewOf(text, delimiter ?? 'comma', true, 0);
  const titles = new Set(header.map((title) => title.toLowerCase()));
  const is = (kind: ImportKind, format: ImportFormat, isSure = true): Guess => ({ kind, format, delimiter, isSure });
  if ((titles.has('handle') || titles.has('url handle')) && titles.has('title')) return is('products', 'shopify');
  if (has(titles, 'invoiceno', 'stockcode')) return is('orders', 'online-retail');
  if (has(titles, 'quantity', 'placed_at') || has(titles, 'reference', 'quantity')) return is('orders', 'csv');
  return is('products', 'csv', has(titles, 'name', 'sku', 'unit_price'));
}

const refusals = ['refused_line', 'refused_column', 'refused_reason'];
const required: Readonly<Record<ImportKind, readonly string[]>> = {
  products: ['name', 'sku', 'unit_price'],
  orders: ['reference', 'placed_at', 'sku', 'unit_price', 'quantity'],
};
const known: Readonly<Record<ImportKind, ReadonlySet<string>>> = {
  products: new Set([...productFileColumns, 'expected_stock', ...refusals]),
  orders: new Set([...orderFileColumns.order, ...orderFileColumns.line, ...refusals]),
};

/** @returns which columns our own format lacks in a file, and which of the file's it does not know. */
export function judgeHeader(kind: ImportKind, header: readonly string[]): { missing: string[]; unknown: string[] } {
  const titles = header.map((title) => title.toLowerCase());
  const unknown = header.filter((title) => title !== '' && !known[kind].has(title.toLowerCase()));
  return { missing: required[kind].filter((name) => !titles.includes(name)), unknown };
}
