import { join } from 'node:path';

/** Where a mail lies: its name is the part of the Message-ID before the @, so that a repeat is the same file. */
export function pathOfMail(folder: string, messageId: string): string {
  const [, name] = /^<([\w.-]+)@/.exec(messageId) ?? [];
  if (name === undefined) throw new Error(`no file can be named after the Message-ID ${messageId}`);
  return join(folder, `${name}.eml`);
}
