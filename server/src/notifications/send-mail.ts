import { setTimeout as delay } from 'node:timers/promises';
import type { Authority } from '../platform/database/authority.ts';
import type { Connection } from '../platform/database/database.ts';
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
  recordGivenUp,
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
const nothing_to_tell = 'There is nothing to tell any more, or nobody to tell it to';
const error_length_max = 1_000;

const houseOf = (storeId: string): Authority => ({ storeId, actorId: null, role: 'house' });

/**
 * Takes the notification for one attempt. Where another process is at it, waits until that one is done, or can no longer
 * be alive; no longer, also where one after the other takes it.
 *
 * @returns null when the mail is sent.
 * @throws when others hold it all the time, so that the job is tried again.
 */
async function claim({ runtime, mailer }: MailParts, notification: NewNotification): Promise<Claimed | null> {
  const claim_ms = mailer.send_ms_max + claim_slack_ms;
  const waits_until_ms = performance.now() + claim_ms + look_again_ms;
  for (;;) {
    const taken = await runtime.database.transact(houseOf(notification.store_id), async (connection) => {
      const [, claimed, held] = await Promise.all([
        insertNotification(connection, notification),
        claimNotification(connection, notification.id, claim_ms),
        readClaim(connection, notification.id),
      ]);
      return { claimed, held };
    });
    if (taken.claimed) return taken.claimed;
    if (taken.held?.is_sent) return null;
    if (performance.now() > waits_until_ms) throw new Error('others were at this mail all the time');
    await delay(Math.min(taken.held?.held_ms ?? 0, look_again_ms));
  }
}

function record({ runtime }: MailParts, { store_id }: MailJob, write: (connection: Connection) => Promise<void>) {
  return runtime.database.transact(houseOf(store_id), write);
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
  if (addressed === null) {
    // An attempt before this one may have left it as what is still being sent.
    if (job.attempt > 1)
      await record(parts, mail, (connection) => recordGivenUp(connection, notificationId(mail), nothing_to_tell));
    return;
  }
  await mailer.turn();
  const notification = newNotification(parts, mail, addressed);
  const claimed = await claim(parts, notification);
  if (claimed === null) return;
  const { id } = notification;
  let subject: string | null = null;
  try {
    const rendered = templates.render(mail.kind, addressed.letter);
    subject = rendered.subject;
    await mailer.send(mailOf(parts.from, id, addressed, claimed, rendered));
  } catch (error) {
    const state = job.attempt >= job.attempts_max ? 'failed' : 'sending';
    const last_error = String(error instanceof Error ? error.message : error).slice(0, error_length_max);
    await record(parts, mail, (connection) =>
      recordFailure(connection, id, { attempts: claimed.attempts, mail_subject: subject, last_error, state }),
    );
    throw error;
  }
  const sent_at = runtime.clock.now().toISOString();
  await record(parts, mail, (connection) => recordSent(connection, id, subject ?? '', sent_at));
}
