import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredMail } from './untold.ts';

const headerOf = (head: string, name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';

/** Reads the head of every mail that a folder holds. Half a mail is none; it has another ending. */
export async function readMailStore(folder: string): Promise<StoredMail[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  const mails: StoredMail[] = [];
  for (const name of names) {
    const source = await readFile(join(folder, name), 'utf8');
    // A header that is long goes on in the next line, after a space.
    const head = source.slice(0, source.search(/\r?\n\r?\n/)).replace(/\r?\n[ \t]+/g, ' ');
    mails.push({
      message_id: headerOf(head, 'Message-ID'),
      to: headerOf(head, 'To'),
      subject: headerOf(head, 'Subject'),
    });
  }
  return mails;
}
