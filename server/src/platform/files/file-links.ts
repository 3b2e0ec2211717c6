import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { LinkOptions } from './files.ts';

/** What a link says besides the key: as it stands in its query. */
export interface SignedLink {
  /** Unix seconds. */
  expires: number;
  signature: string;
  file_name?: string | undefined;
}

/** Makes and checks addresses of files at this API. Whoever has one may read the file until it runs out. */
export interface FileLinks {
  /** To whole seconds. The same key and time give the same address, in every process. */
  urlOf(key: string, options: LinkOptions): string;
  /** Whether the signature is ours; not whether it has run out. */
  isOurs(key: string, link: SignedLink): boolean;
}

const purpose = 'orderhouse file links';
const key_bytes = 32;

interface LinkParts {
  /** The key of ENCRYPTION_KEY; links are signed with one that is derived from it (RFC 5869). */
  sealingKey: Buffer;
  /** How the world reaches the API, without a slash at its end. Looked at for each link: a port may become known late. */
  publicUrl: string;
}

export function createFileLinks(parts: LinkParts): FileLinks {
  const key = Buffer.from(hkdfSync('sha256', parts.sealingKey, '', purpose, key_bytes));
  const sign = (of: string, expires: number, file_name = '') =>
    createHmac('sha256', key).update(`${of}\n${expires}\n${file_name}`).digest('base64url');

  return {
    urlOf(of, { expires_at, file_name }) {
      const expires = Math.floor(expires_at.getTime() / 1_000);
      const name = file_name === undefined ? '' : `&file_name=${encodeURIComponent(file_name)}`;
      return `${parts.publicUrl}/files/${of}?expires=${expires}${name}&signature=${sign(of, expires, file_name)}`;
    },
    isOurs(of, { expires, signature, file_name }) {
      const [given, ours] = [signature, sign(of, expires, file_name)].map((text) => Buffer.from(text));
      return given?.length === ours?.length && timingSafeEqual(given as Buffer, ours as Buffer);
    },
  };
}
