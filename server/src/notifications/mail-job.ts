import { type EventSubject, eventSubjects, type NotificationKind, notificationKinds } from '@orderhouse/contracts';
import { v5 } from 'uuid';
import type { NewJob } from '../platform/queue/job-queue.ts';

/** The task of jobs that send one mail. */
export const mailTask = 'mail.send';

/** One mail to one recipient, by ids alone. */
export interface MailJob {
  store_id: string;
  event_id: number;
  kind: NotificationKind;
  recipient_id: string;
  subject_type: EventSubject;
  subject_id: string;
  /** Whose part of the order it is about; null when it is about the whole. */
  vendor_id: string | null;
}

/** @returns the job of a mail; the same mail has the same key. */
export function mailJob(mail: MailJob): NewJob {
  return { task: mailTask, key: `${mail.event_id}.${mail.kind}.${mail.recipient_id}`, payload: { ...mail } };
}

function textOf(payload: NewJob['payload'], name: keyof MailJob): string {
  const value = payload[name];
  if (typeof value !== 'string') throw new Error(`a job ${mailTask} has no ${name}`);
  return value;
}

function wordOf<const T extends string>(payload: NewJob['payload'], name: keyof MailJob, words: readonly T[]): T {
  const text = textOf(payload, name);
  const word = words.find((one) => one === text);
  if (word === undefined) throw new Error(`a job ${mailTask} has a ${name} that is not known: ${text}`);
  return word;
}

/** Reads what `mailJob` has written. @throws for anything else. */
export function readMailJob(payload: NewJob['payload']): MailJob {
  const { event_id } = payload;
  if (!Number.isSafeInteger(event_id)) throw new Error(`a job ${mailTask} has no event_id`);
  return {
    store_id: textOf(payload, 'store_id'),
    event_id: event_id as number,
    kind: wordOf(payload, 'kind', notificationKinds),
    recipient_id: textOf(payload, 'recipient_id'),
    subject_type: wordOf(payload, 'subject_type', eventSubjects),
    subject_id: textOf(payload, 'subject_id'),
    vendor_id: payload.vendor_id === null ? null : textOf(payload, 'vendor_id'),
  };
}

/** The id of a notification: whoever tries it, and how often, comes to the same one (UUID version 5, RFC 9562). */
export function notificationId({ store_id, event_id, kind, recipient_id }: MailJob): string {
  return v5(`${event_id}.${kind}.${recipient_id}`, store_id);
}
