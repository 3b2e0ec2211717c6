/** What a file is by its first bytes, as far as it is no text. */
const kinds: readonly { name: string; bytes: readonly number[]; advice: string }[] = [
  { name: 'an Excel workbook or another zip', bytes: [0x50, 0x4b, 0x03, 0x04], advice: 'save it as CSV UTF-8' },
  { name: 'an old Excel workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0], advice: 'save it as CSV UTF-8' },
  { name: 'a PNG picture', bytes: [0x89, 0x50, 0x4e, 0x47], advice: 'choose the file of rows' },
  { name: 'a JPEG picture', bytes: [0xff, 0xd8, 0xff], advice: 'choose the file of rows' },
  { name: 'a PDF', bytes: [0x25, 0x50, 0x44, 0x46], advice: 'choose the file of rows' },
  { name: 'text in UTF-16', bytes: [0xff, 0xfe], advice: 'save it as UTF-8' },
  { name: 'text in UTF-16', bytes: [0xfe, 0xff], advice: 'save it as UTF-8' },
];
const byte_order_mark = [0xef, 0xbb, 0xbf];
const gzip_magic = [0x1f, 0x8b];

const begins = (head: Uint8Array, bytes: readonly number[]) => bytes.every((byte, index) => head[index] === byte);

/** How many bytes at the beginning are enough to tell. */
export const head_bytes = 4_096;

export const isGzip = (head: Uint8Array): boolean => begins(head, gzip_magic);
export const hasByteOrderMark = (head: Uint8Array): boolean => begins(head, byte_order_mark);

/** Why what begins so is no text that an import reads, or null. Pure. */
export function foreignKind(head: Uint8Array): string | null {
  if (head.length === 0) return 'the file is empty';
  const known = kinds.find(({ bytes }) => begins(head, bytes));
  if (known) return `this is ${known.name}; ${known.advice}`;
  if (isGzip(head)) return 'the file is packed twice; unpack it once';
  const zero = head.indexOf(0);
  return zero === -1 ? null : `this is no text: byte ${zero + 1} is 0; save it as UTF-8`;
}
