import { randomBytes } from 'node:crypto';
import { parse, stringify } from 'uuid';

const prefix = 'ohp_';
const random_bytes = 32;
const id_bytes = 16;

/** Which reset a token opens. */
export interface NamedReset {
  storeId: string;
  id: string;
}

/** An opaque token that opens one reset. It carries its store, so that a link needs no other word of it. */
export function newResetToken({ storeId, id }: NamedReset): string {
  return prefix + Buffer.concat([parse(storeId), parse(id), randomBytes(random_bytes)]).toString('base64url');
}

/** @returns the reset that a token says it opens, or null when it is none of ours. */
export function resetNamedBy(token: string): NamedReset | null {
  if (!token.startsWith(prefix)) return null;
  const bytes = Buffer.from(token.slice(prefix.length), 'base64url');
  if (bytes.length !== 2 * id_bytes + random_bytes) return null;
  try {
    return { storeId: stringify(bytes.subarray(0, id_bytes)), id: stringify(bytes.subarray(id_bytes, 2 * id_bytes)) };
  } catch {
    return null;
  }
}
