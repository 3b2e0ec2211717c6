import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkMailFolder } from './check-mail-folder.ts';
import { openFileMailer } from './file-mailer.ts';
import { readWrittenMail } from './read-written-mail.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orderhouse-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const mail = {
  from: { name: 'Tea House', address: 'orders@shop.example' },
  to: { name: 'Zoë', address: 'zoe@example.com' },
  subject: 'Your order',
  html: '<p>Thank you</p>',
  message_id: '<1@shop.example>',
  date: new Date('2026-01-31T09:30:00Z'),
  headers: {},
};

test('one mail is one file, whole, for our own account alone, however often and at once it is written', async () => {
  const folder = join(temporaryFolder(), 'mail');
  const mailer = openFileMailer(folder);
  const text = `${'Thank you 🫖 '.repeat(20_000)}\n`;
  await Promise.all(Array.from({ length: 8 }, () => mailer.send({ ...mail, text })));
  expect(readdirSync(folder)).toEqual(['1.eml']);
  expect(statSync(join(folder, '1.eml')).mode & 0o777).toBe(0o600);
  expect((await readWrittenMail(join(folder, '1.eml')))?.text).toBe(text);
});

describe('whether a folder can be written', () => {
  const files = (folder: string | null) => ({ kind: 'files', folder }) as const;

  test('one that is named is made, and nothing is left in it', async () => {
    const data_dir = temporaryFolder();
    const folder = join(data_dir, 'far', 'mail');
    await checkMailFolder({ mail_url: files(folder), data_dir });
    expect(readdirSync(folder)).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('that of the data is not made, and told when it is no folder', async () => {
    const data_dir = join(temporaryFolder(), 'data');
    await checkMailFolder({ mail_url: files(null), data_dir });
    expect(existsSync(data_dir)).toBe(false);
    const other = temporaryFolder();
    writeFileSync(join(other, 'mail'), '');
    const told = `DATA_DIR: ${join(other, 'mail')} cannot be written (ENOTDIR)`;
    await expect(checkMailFolder({ mail_url: files(null), data_dir: other })).rejects.toThrow(told);
  });
});
