import type { NotificationKind, NotificationWithMail } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { pathOfMail } from '../platform/mail/path-of-mail.ts';
import { readWrittenMail } from '../platform/mail/read-written-mail.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readNotification as selectNotification } from './statements.ts';

// By its link whoever reads the mail may set the account's password: an admin, that of anybody.
const forItsRecipientAlone: readonly NotificationKind[] = ['password_reset'];

/**
 * One notification, with its mail.
 *
 * @param folder where mail is written; null when it is sent instead.
 * @throws DomainError `not_found`
 */
export async function readNotification(
  runtime: Runtime,
  caller: Caller,
  id: string,
  folder: string | null,
): Promise<NotificationWithMail> {
  const notification = await runtime.database.read(caller, (connection) => selectNotification(connection, id));
  if (!notification) throw new DomainError('not_found');
  const isShown = folder !== null && !forItsRecipientAlone.includes(notification.kind);
  const mail = isShown ? await readWrittenMail(pathOfMail(folder, notification.message_id)) : null;
  return { ...notification, mail };
}
