import { mkdir, rename, writeFile } from 'node:fs/promises';
import { composeMail } from './compose-mail.ts';
import type { Mailer } from './mailer.ts';
import { pathOfMail } from './path-of-mail.ts';
import { createThrottle } from './throttle.ts';

const send_ms_max = 1_000;

/** Writes each mail as a file that any mail program opens; whole, or not at all. Only the account that runs us reads it. */
export function openFileMailer(folder: string, perSecond = 0): Mailer {
  return {
    send_ms_max,
    turn: createThrottle(perSecond),
    async send(mail) {
      const path = pathOfMail(folder, mail.message_id);
      const source = await composeMail(mail);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = `${path}.${process.pid}.part`;
      await writeFile(unfinished, source, { mode: 0o600 });
      await rename(unfinished, path);
    },
    close: async () => undefined,
  };
}
