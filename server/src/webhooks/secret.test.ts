import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { encryptionKey } from '../platform/secrets.ts';
import { createSealer, newSecret } from './secret.ts';

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orderhouse-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a secret opens where it was sealed, and nowhere else', () => {
  const sealer = createSealer(randomBytes(32));
  const secret = newSecret();
  const sealed = sealer.seal(secret, 'here');
  expect(sealed).not.toContain(secret.slice(6, 20));
  expect(sealer.seal(secret, 'here')).not.toBe(sealed);
  expect(sealer.open(sealed, 'here')).toBe(secret);
  const last = sealed.at(-2) === 'A' ? 'B' : 'A';
  const changed = `${sealed.slice(0, -2)}${last}${sealed.at(-1)}`;
  for (const open of [
    () => sealer.open(sealed, 'there'),
    () => sealer.open(changed, 'here'),
    () => sealer.open('', 'here'),
    () => createSealer(randomBytes(32)).open(sealed, 'here'),
  ]) {
    expect(open).toThrow('ENCRYPTION_KEY');
  }
});

test('the key is made once, readable by its owner alone, and the environment goes before it', async () => {
  const folder = openFolder();
  const [made, same] = await Promise.all([encryptionKey(folder, null), encryptionKey(folder, null)]);
  expect(made).toEqual(same);
  expect(await encryptionKey(folder, null)).toEqual(made);
  expect(statSync(join(folder, 'secrets/encryption-key')).mode & 0o777).toBe(0o600);
  const given = randomBytes(32);
  expect(await encryptionKey(folder, given.toString('base64'))).toEqual(given);
});

test('a key that is none is refused at start, without telling it', async () => {
  const folder = openFolder();
  await encryptionKey(folder, null);
  writeFileSync(join(folder, 'secrets/encryption-key'), 'hunter2');
  const refused = encryptionKey(folder, null);
  await expect(refused).rejects.toThrow('encryption-key is not 32 bytes in base64');
  await expect(refused).rejects.not.toThrow('hunter2');
});
