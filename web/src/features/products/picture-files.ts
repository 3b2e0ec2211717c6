import { api, imageTypes, OrderhouseError } from '@orderhouse/contracts';
import { wordsOf } from '../../lib/problem-words.ts';

const { bytes_max } = api.products.addImage.multipart.file;
const mebibyte_bytes = 1_048_576;

/** @returns why a file need not be sent, or null. What it is in truth, the server finds out. */
export function faultOfFile({ size, type }: Pick<File, 'size' | 'type'>): string | null {
  if (size > bytes_max) return `It is too large: a picture may have ${bytes_max / mebibyte_bytes} MB.`;
  if (size === 0) return 'The file is empty.';
  const isKnown = type === '' || imageTypes.some((known) => known === type);
  return isKnown ? null : 'It is not a picture that can be shown. JPEG, PNG, WebP and AVIF can.';
}

const reasonWords: Readonly<Record<string, string>> = {
  type: 'It is not a picture that can be shown. JPEG, PNG, WebP and AVIF can.',
  unreadable: 'The picture is damaged, or not whole.',
  pixels: 'The picture has more than 50 megapixels. Make it smaller first.',
  effort: 'The picture takes too long to be read. Save it in another form first.',
};

/** @returns why a picture was refused, in the words of who sent it. */
export function wordsOfRefusal(error: unknown): string {
  if (error instanceof OrderhouseError && error.code === 'payload_too_large') {
    return `It is too large: a picture may have ${bytes_max / mebibyte_bytes} MB.`;
  }
  const reason = error instanceof OrderhouseError ? error.errors[0]?.code : undefined;
  return (reason !== undefined && reasonWords[reason]) || wordsOf(error);
}

const forGood: ReadonlySet<string> = new Set([
  'invalid_picture',
  'payload_too_large',
  'too_many_pictures',
  'not_found',
]);

/** Whether trying again would be refused again. */
export function isForGood(error: unknown): boolean {
  return error instanceof OrderhouseError && forGood.has(error.code);
}

/** @returns the list with one of it at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const taken = list.slice(from, from + 1);
  return list.toSpliced(from, 1).toSpliced(to, 0, ...taken);
}
