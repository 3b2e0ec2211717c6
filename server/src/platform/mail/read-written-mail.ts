import { readFile } from 'node:fs/promises';
import type { WrittenMail } from './mailer.ts';

/** RFC 2045, 6.7. */
function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll('=\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** @returns the part of a type. Only of what `composeMail` makes: two parts, neither of them nested. */
function partOf(source: string, type: string): string {
  const [, boundary = ''] = /^Content-Type: multipart\/alternative;\s+boundary="([^"]+)"/m.exec(source) ?? [];
  const part = source.split(`\r\n--${boundary}`).find((one) => one.includes(`\r\nContent-Type: ${type}`)) ?? '';
  const end = part.indexOf('\r\n\r\n');
  const body = part.slice(end + 4).replaceAll('\r\n', '\n');
  return /^Content-Transfer-Encoding: quoted-printable/m.test(part.slice(0, end)) ? decodeQuotedPrintable(body) : body;
}

/** Reads back a mail that `composeMail` has made; null when there is no such file. */
export async function readWrittenMail(path: string): Promise<WrittenMail | null> {
  try {
    const source = await readFile(path, 'utf8');
    return { text: partOf(source, 'text/plain'), html: partOf(source, 'text/html'), source };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
