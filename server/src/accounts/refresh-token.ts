import { createHash, randomBytes } from 'node:crypto';
import { parse, stringify } from 'uuid';

const prefix = 'ohr_';
const random_bytes = 32;
const store_bytes = 16;

/** An opaque token for one use. It carries its store, so that refreshing needs no other word of it. */
export function newRefreshToken(storeId: string): string {
  return prefix + Buffer.concat([parse(storeId), randomBytes(random_bytes)]).toString('base64url');
}

/** What is stored of a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** @returns the store that a token is of, or null when it is none of ours. */
export function storeOf(token: string): string | null {
  if (!token.startsWith(prefix)) return null;
  const bytes = Buffer.from(token.slice(prefix.length), 'base64url');
  if (bytes.length !== store_bytes + random_bytes) return null;
  try {
    return stringify(bytes.subarray(0, store_bytes));
  } catch {
    return null;
  }
}
