import { hash } from 'node:crypto';

// 96 bits of SHA-256: two representations of one thing do not meet by chance, and whoever can write one gains nothing.
const digest_characters = 16;

/**
 * @param version of what has one: a change can then name it by `If-Match`, however else its representation varies.
 * @returns a strong entity tag (RFC 9110, 8.8.3) of exactly these bytes, with its quotes.
 */
export function entityTagOf(bytes: Uint8Array, version?: number): string {
  const digest = hash('sha256', bytes, 'base64url').slice(0, digest_characters);
  return version === undefined ? `"${digest}"` : `"${version}-${digest}"`;
}

/** Whether what the reader holds, by its `If-None-Match`, is what we would send (RFC 9110, 13.1.2: compared weakly). */
export function isHeld(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(/"[\x21\x23-\x7e\x80-\xff]*"/g)].some(([tag]) => tag === etag);
}

const ours = /^"(\d{1,9})(?:-[\w-]+)?"$/;

/**
 * @param ifMatch one tag, with what follows the version or without: stock and signed addresses are no change of the version.
 * @returns the version that is expected; null when any will do, undefined for a tag that we never gave out.
 */
export function expectedVersionIn(ifMatch: string | undefined): number | null | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null;
  const version = ours.exec(ifMatch.trim())?.[1];
  return version === undefined ? undefined : Number(version);
}
