import { mkdir, open, rename } from 'node:fs/promises';
import { composeMail } from './compose-mail.ts';
import type { Mailer } from './mailer.ts';
import { pathOfMail } from './path-of-mail.ts';
import { createThrottle } from './throttle.ts';

// A disk that is busy takes its time to keep what it was given.
const send_ms_max = 10_000;

async function writeAndKeep(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name is kept by its folder, not by the file. */
async function keepNames(folder: string): Promise<void> {
  const names = await open(folder, 'r');
  try {
    await names.sync();
  } finally {
    await names.close();
  }
}

/**
 * Writes each mail as a file that any mail program opens; whole, or not at all. Once it is sent it outlives a loss of
 * power: both syncs take up to half of the speed, and 300 mails a second stay on an SSD. Only the account that runs us
 * reads it.
 */
export function openFileMailer(folder: string, perSecond = 0): Mailer {
  let begun = 0;
  return {
    send_ms_max,
    turn: createThrottle(perSecond),
    async send(mail) {
      const path = pathOfMail(folder, mail.message_id);
      const source = await composeMail(mail);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      begun += 1;
      // Of this attempt alone: two at the same mail do not write into each other.
      const unfinished = `${path}.${process.pid}.${begun}.part`;
      await writeAndKeep(unfinished, source);
      await rename(unfinished, path);
      await keepNames(folder);
    },
    close: async () => undefined,
  };
}
