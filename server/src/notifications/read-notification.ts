import type { NotificationWithMail } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { pathOfMail } from '../platform/mail/path-of-mail.ts';
import { readWrittenMail } from '../platform/mail/read-written-mail.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readNotification as selectNotification } from './statements.ts';

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
  const mail = folder === null ? null : await readWrittenMail(pathOfMail(folder, notification.message_id));
  return { ...notification, mail };
}
