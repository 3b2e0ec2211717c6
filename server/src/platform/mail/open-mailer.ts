import { join } from 'node:path';
import type { MailTransport } from './mail-url.ts';
import type { Mailer } from './mailer.ts';

export interface MailFolderSettings {
  mail_url: MailTransport;
  /** Absolute. */
  data_dir: string;
}

export interface MailerSettings extends MailFolderSettings {
  /** Of this process; 0 for no limit. */
  mail_rate_per_second: number;
}

/** @returns the folder that mail is written to; null when it is sent instead. */
export function mailFolder({ mail_url, data_dir }: MailFolderSettings): string | null {
  return mail_url.kind === 'files' ? (mail_url.folder ?? join(data_dir, 'mail')) : null;
}

/** Opens the way that mail takes. Nothing is connected before the first mail; only what is used is loaded. */
export async function openMailer({ mail_url, data_dir, mail_rate_per_second }: MailerSettings): Promise<Mailer> {
  const limits = { rate_per_second: mail_rate_per_second };
  if (mail_url.kind === 'smtp') return (await import('./smtp-mailer.ts')).openSmtpMailer(mail_url, limits);
  if (mail_url.kind === 'ses') return (await import('./ses-mailer.ts')).openSesMailer(mail_url, limits);
  const { openFileMailer } = await import('./file-mailer.ts');
  return openFileMailer(mail_url.folder ?? join(data_dir, 'mail'), mail_rate_per_second);
}
