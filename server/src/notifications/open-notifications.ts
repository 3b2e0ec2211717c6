import type { Reaction } from '../events/index.ts';
import { type MailerSettings, openMailer } from '../platform/mail/open-mailer.ts';
import type { JobHandler } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { mailTask } from './mail-job.ts';
import { mailReaction } from './react.ts';
import { sendMail } from './send-mail.ts';

export interface NotificationSettings extends MailerSettings {
  /** The address that mail comes from. */
  mail_from: string;
  /** Of templates that go before our own. */
  mail_templates_dir: string | null;
  /** Where the store is reached, without a slash at its end. */
  public_url: string;
}

export interface Notifications {
  reaction: Reaction;
  handlers: Readonly<Record<string, JobHandler>>;
  /** Ends the connections to those who deliver. Jobs must have come to their end before. */
  close(): Promise<void>;
}

/** Opens what a worker needs to mail those concerned. @throws TemplateFault for a template that is broken. */
export async function openNotifications(runtime: Runtime, settings: NotificationSettings): Promise<Notifications> {
  // Only a worker needs what templates are made with.
  const { loadTemplates } = await import('./templates.ts');
  const templates = await loadTemplates(settings.mail_templates_dir);
  const mailer = await openMailer(settings);
  const parts = { runtime, mailer, templates, from: settings.mail_from, address: settings.public_url };
  return {
    reaction: mailReaction,
    handlers: { [mailTask]: (job) => sendMail(parts, job) },
    close: () => mailer.close(),
  };
}
