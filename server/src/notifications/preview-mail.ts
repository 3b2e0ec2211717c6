import type { NotificationKind, Store } from '@orderhouse/contracts';
import type { NotificationSettings } from './open-notifications.ts';
import { sampleLetters, samplePerson } from './sample.ts';
import type { RenderedMail } from './templates.ts';

export interface MailPreview extends RenderedMail {
  /** The whole message, RFC 5322. */
  source: Buffer;
}

type PreviewSettings = Pick<NotificationSettings, 'mail_from' | 'mail_templates_dir' | 'public_url'>;

/** Whose name, money, time zone and locale a preview has. */
export type PreviewStore = Pick<Store, 'name' | 'currency' | 'time_zone' | 'locale'>;

export const sampleStore: PreviewStore = {
  name: 'Tea House',
  currency: 'GBP',
  time_zone: 'Europe/London',
  locale: 'en-GB',
};

/** Writes one mail of a kind with made-up data, as the templates are now. @throws TemplateFault */
export async function previewMail(
  { mail_templates_dir, mail_from, public_url }: PreviewSettings,
  kind: NotificationKind,
  store: PreviewStore,
): Promise<MailPreview> {
  const { loadTemplates } = await import('./templates.ts');
  const { composeMail } = await import('../platform/mail/compose-mail.ts');
  const templates = await loadTemplates(mail_templates_dir);
  const [letter] = sampleLetters(kind, { store, address: public_url }, store.currency);
  if (!letter) throw new Error(`there is no sample of ${kind}`);
  const rendered = templates.render(kind, letter);
  const source = await composeMail({
    ...rendered,
    from: { name: store.name, address: mail_from },
    to: { name: samplePerson.name, address: samplePerson.email },
    message_id: `<preview.${kind}@${mail_from.slice(mail_from.lastIndexOf('@') + 1)}>`,
    date: new Date(),
    headers: {},
  });
  return { ...rendered, source };
}
