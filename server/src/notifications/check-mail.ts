import { checkMailFolder } from '../platform/mail/check-mail-folder.ts';
import { OperatorError } from '../platform/operator-error.ts';
import type { NotificationSettings } from './open-notifications.ts';

type MailSettings = Pick<NotificationSettings, 'mail_url' | 'data_dir' | 'mail_templates_dir'>;

/**
 * Looks at the settings of mail before anything is started, whatever the process is for. What templates are made with is
 * loaded only where there are own ones: half a second, which an API alone need not wait for.
 *
 * @throws OperatorError naming the setting: a folder that cannot be written, templates that are broken.
 */
export async function checkMail({ mail_templates_dir, ...folder }: MailSettings): Promise<void> {
  await checkMailFolder(folder);
  if (mail_templates_dir === null) return;
  const { loadTemplates } = await import('./templates.ts');
  try {
    await loadTemplates(mail_templates_dir);
  } catch (error) {
    if (!(error instanceof OperatorError) || error.message.startsWith('MAIL_')) throw error;
    throw new OperatorError(`MAIL_TEMPLATES_DIR: ${error.message}`, { cause: error });
  }
}
