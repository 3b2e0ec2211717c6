import { setTimeout as delay } from 'node:timers/promises';
import type { Authority } from '../platform/database/authority.ts';
import type { Mail, Mailer } from '../platform/mail/mailer.ts';
import type { Job } from '../platform/queue/job-queue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type Addressed, loadLetter } from './load-letter.ts';
import { type MailJob, notificationId, readMailJob } from './mail-job.ts';
import {
  type Claimed,
  claimNotification,
  insertNotification,
  type NewNotification,
  readClaim,
  recordFailure,
  recordSent,
} from './statements.ts';
import type { RenderedMail, Templates } from './templates.ts';

export interface MailParts {
  runtime: Runtime;
  mailer: Mailer;
  templates: Templates;
  /** The address that mail comes from; its domain is that of the Message-IDs. */
  from: string;
  /** Where the store is reached. */
  address: string;
}

// Longer than a send can take, so that nobody takes over what is still being sent.
const claim_slack_ms = 1_000;
const look_again_ms = 250;
const error_length_max = 1_000;

const houseOf = (storeId: string): Authority => ({ storeId, actorId: null, role: 'house' });

/**
 * Takes the notification for one attempt. Where another process is at it, waits until that one is done, or can no longer
 * be alive.
 *
 * @returns null when the mail is sent.
 */
async function claim({ runtime, mailer }: MailParts, notification: NewNotification): Promise<Claimed | null> {
  for (;;) {
    const taken = await runtime.database.transact(houseOf(notification.store_id), async (connection) => {
      const [, claimed, held] = await Promise.all([
        insertNotification(connection, notification),
        claimNotification(connection, notification.id, mailer.send_ms_max + claim_slack_ms),
        readClaim(connection, notification.id),
      ]);
      return { claimed, held };
    });
    if (taken.claimed) return taken.claimed;
    if (taken.held?.is_sent) return null;
    await delay(Math.min(taken.held?.held_ms ?? 0, look_again_ms));
  }
}

function newNotification(parts: MailParts, mail: MailJob, { recipient }: Addressed): NewNotification {
  const { vendor_id: _, ...about } = mail;
  const id = notificationId(mail);
  return {
    ...about,
    id,
    recipient_email: recipient.email,
    message_id: `<${id}@${parts.from.slice(parts.from.lastIndexOf('@') + 1)}>`,
    created_at: parts.runtime.clock.now().toISOString(),
  };
}

function mailOf(from: string, id: string, to: Addressed, claimed: Claimed, rendered: RenderedMail): Mail {
  return {
    ...rendered,
    from: { name: to.store.name, address: from },
    to: { name: to.recipient.name, address: claimed.recipient_email },
    message_id: claimed.message_id,
    date: new Date(claimed.created_at),
    // RFC 3834: no out-of-office note comes back. The second one where a Message-ID is replaced on the way.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Orderhouse-Notification': id },
  };
}

/**
 * Does a job `mail.send`: loads, renders, sends, and records. Once sent, a second run does nothing. A crash between the
 * sending and the record sends the same mail again, with the same Message-ID.
 *
 * @throws what sending threw, once it is recorded, so that the job is tried again.
 */
export async function sendMail(parts: MailParts, job: Job): Promise<void> {
  const { runtime, mailer, templates } = parts;
  const mail = readMailJob(job.payload);
  const addressed = await loadLetter(runtime, mail, parts.address);
  if (addressed === null) return;
  await mailer.turn();
  const notification = newNotification(parts, mail, addressed);
  const claimed = await claim(parts, notification);
  if (claimed === null) return;
  const { id } = notification;
  const house = houseOf(mail.store_id);
  let subject: string | null = null;
  try {
    const rendered = templates.render(mail.kind, addressed.letter);
    subject = rendered.subject;
    await mailer.send(mailOf(parts.from, id, addressed, claimed, rendered));
  } catch (error) {
    const state = job.attempt >= job.attempts_max ? 'failed' : 'sending';
    const last_error = String(error instanceof Error ? error.message : error).slice(0, error_length_max);
    await runtime.database.transact(house, (connection) =>
      recordFailure(connection, id, { mail_subject: subject, last_error, state }),
    );
    throw error;
  }
  const sent_at = runtime.clock.now().toISOString();
  await runtime.database.transact(house, (connection) => recordSent(connection, id, subject ?? '', sent_at));
}
