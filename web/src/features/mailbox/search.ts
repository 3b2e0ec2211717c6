import { notificationKinds, notificationStates } from '@orderhouse/contracts';
import { given, idOf, oneOf } from '../../lib/search-params.ts';

/** What of the room stands in its address: the filters, and the mail that is open. */
export function mailboxSearch(search: Record<string, unknown>) {
  return given({
    state: oneOf(search.state, notificationStates),
    kind: oneOf(search.kind, notificationKinds),
    recipient_id: idOf(search.recipient_id),
    subject_id: idOf(search.subject_id),
    mail: idOf(search.mail),
  });
}
export type MailboxSearch = ReturnType<typeof mailboxSearch>;
