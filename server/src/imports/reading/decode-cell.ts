import { isUtf8 } from 'node:buffer';

export const encodings = ['utf-8', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
const ascii = /^[\u0000-\u007f]*$/;
const windows = new TextDecoder('windows-1252');

/**
 * Turns the bytes of a cell, one character each (`latin1`), into text. Pure.
 *
 * @returns null when they are no text in this encoding.
 */
export function decodeCell(bytes: string, encoding: Encoding): string | null {
  if (ascii.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  if (encoding === 'windows-1252') return windows.decode(buffer);
  return isUtf8(buffer) ? buffer.toString('utf8') : null;
}
