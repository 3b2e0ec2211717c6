import { createPrivateKey, generateKeyPair, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OperatorError } from './operator-error.ts';

const encryption_key_bytes = 32;

/**
 * Reads the secret of that name from `DATA_DIR/secrets`, or makes it. Whole or not there at all, mode 0600;
 * of several processes at once one makes it and all read the same.
 * @throws OperatorError where the folder cannot be written.
 */
export async function secret(dataDir: string, name: string, make: () => Promise<string>): Promise<string> {
  const folder = join(dataDir, 'secrets');
  try {
    return await readOrMake(folder, name, make);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OperatorError(`DATA_DIR: ${folder} cannot be read and written (${code})`, { cause: error });
  }
}

async function readOrMake(folder: string, name: string, make: () => Promise<string>): Promise<string> {
  const path = join(folder, name);
  const known = await readIfThere(path);
  if (known !== null) return known;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${name}-${randomBytes(6).toString('hex')}`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(await make());
    await file.sync();
    // A link, unlike a rename, refuses to replace what another process made meanwhile.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await file.close();
    await unlink(draft);
  }
  return readFile(path, 'utf8');
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    const text = await readFile(path, 'utf8');
    return text === '' ? null : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** @returns 192 random bits that need no escaping in a URL. */
export async function makePassword(): Promise<string> {
  return randomBytes(24).toString('base64url');
}

async function makeSigningKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The RSA key that signs access tokens, as PEM: from the environment, or made on first start. */
export async function signingKey(dataDir: string, fromEnvironment: string | null): Promise<string> {
  const pem = fromEnvironment ?? (await secret(dataDir, 'jwt-private-key.pem', makeSigningKey));
  try {
    createPrivateKey(pem);
    return pem;
  } catch {
    throw new OperatorError(
      `DATA_DIR: ${join(dataDir, 'secrets/jwt-private-key.pem')} is not the PEM of a private key`,
    );
  }
}

/** The 32 bytes that seal secrets which must be read again: from the environment, or made on first start. */
export async function encryptionKey(dataDir: string, fromEnvironment: string | null): Promise<Buffer> {
  const text = fromEnvironment ?? (await secret(dataDir, 'encryption-key', makeEncryptionKey));
  const key = Buffer.from(text, 'base64');
  if (key.length === encryption_key_bytes) return key;
  throw new OperatorError(`DATA_DIR: ${join(dataDir, 'secrets/encryption-key')} is not 32 bytes in base64`);
}

async function makeEncryptionKey(): Promise<string> {
  return randomBytes(encryption_key_bytes).toString('base64');
}
