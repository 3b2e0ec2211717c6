import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../operator-error.ts';
import { type MailFolderSettings, mailFolder } from './open-mailer.ts';

/**
 * Tries whether mail can be written where the settings say; a folder that MAIL_URL names is made. Nothing where mail is
 * sent instead. The folder within DATA_DIR is made with the first mail: DATA_DIR itself is the database's to make.
 *
 * @throws OperatorError naming the setting and what the system said.
 */
export async function checkMailFolder(settings: MailFolderSettings): Promise<void> {
  const folder = mailFolder(settings);
  if (folder === null) return;
  const isNamed = settings.mail_url.kind === 'files' && settings.mail_url.folder !== null;
  const probe = join(folder, `.${process.pid}.probe`);
  try {
    if (isNamed) await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(probe, '', { mode: 0o600 });
    await rm(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isNamed) return;
    const setting = isNamed ? 'MAIL_URL' : 'DATA_DIR';
    throw new OperatorError(`${setting}: ${folder} cannot be written (${code})`, { cause: error });
  }
}
