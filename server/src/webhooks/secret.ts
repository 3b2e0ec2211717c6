import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const prefix = 'whsec_';
const secret_bytes = 32;
const iv_bytes = 12;
const tag_bytes = 16;
const algorithm = 'aes-256-gcm';

/** @returns a new secret as it is shown: `whsec_` and 256 random bits in base64, as the specification has it. */
export function newSecret(): string {
  return `${prefix}${randomBytes(secret_bytes).toString('base64')}`;
}

/** @returns the key of a secret. */
export function keyIn(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), 'base64');
}

/** Keeps secrets that must be read again, so that whoever reads the database alone cannot sign. */
export interface Sealer {
  /** @param place whose secret it is; sealed for one it cannot be opened for another. */
  seal(secret: string, place: string): string;
  /** @throws when it was sealed with another key, or for another place. */
  open(sealed: string, place: string): string;
}

/** @param key 32 bytes, the same in every process. */
export function createSealer(key: Buffer): Sealer {
  return {
    seal(secret, place) {
      const iv = randomBytes(iv_bytes);
      const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed, place) {
      try {
        const bytes = Buffer.from(sealed, 'base64url');
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, iv_bytes), { authTagLength: tag_bytes });
        decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(iv_bytes, iv_bytes + tag_bytes));
        return decipher.update(bytes.subarray(iv_bytes + tag_bytes), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw new Error('the secret of a webhook endpoint was sealed with another ENCRYPTION_KEY', { cause });
      }
    },
  };
}

/** @returns what was sealed; null when that was with another key, or for another place. */
export function openedOrNull(sealer: Sealer, sealed: string, place: string): string | null {
  try {
    return sealer.open(sealed, place);
  } catch {
    return null;
  }
}
