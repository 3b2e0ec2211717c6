import { type Static, Type } from 'typebox';
import { eventSubjects } from './event-types.ts';
import { route } from './route.ts';
import { ById, CommaSeparated, Id, listQuery, Nullable, OneOf, Page, Shape, Timestamp } from './schemas.ts';

/** The mails that there are; each has its templates. */
export const notificationKinds = [
  'order_placed',
  'order_received',
  'payment_declined',
  'parcel_shipped',
  'order_shipped',
  'order_delivered',
  'order_cancelled',
  'stock_low',
  'stock_out',
  'webhook_disabled',
  'password_reset',
  'password_changed',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** `sending` also between attempts; `failed` once the last one was in vain. */
export const notificationStates = ['sending', 'sent', 'failed'] as const;
export type NotificationState = (typeof notificationStates)[number];

export const notificationSorts = ['-created_at', 'created_at'] as const;

const row = {
  id: Id,
  event_id: Type.Integer({ description: 'The event that it tells of' }),
  kind: OneOf(notificationKinds),
  recipient_id: Id,
  recipient_email: Type.String(),
  subject_type: OneOf(eventSubjects, { description: 'What it is about' }),
  subject_id: Id,
  message_id: Type.String({ description: 'Message-ID of the mail, the same over all attempts' }),
  mail_subject: Nullable(Type.String(), { description: '`null` before it was written' }),
  state: OneOf(notificationStates),
  attempts: Type.Integer({ minimum: 0 }),
  last_error: Nullable(Type.String(), { description: 'Of the last attempt that failed' }),
  created_at: Timestamp,
  sent_at: Nullable(Timestamp),
};

export const Notification = Shape(row);
export type Notification = Static<typeof Notification>;

export const NotificationWithMail = Shape({
  ...row,
  mail: Nullable(
    Shape({
      text: Type.String(),
      html: Type.String({ description: 'Show it without scripts: it is a whole page' }),
      source: Type.String({ description: 'The message as it was written, RFC 5322' }),
    }),
    {
      description:
        '`null` when mail does not go to files, the file is gone, or it holds a link that is for its recipient alone',
    },
  ),
});
export type NotificationWithMail = Static<typeof NotificationWithMail>;

const tag = 'Notifications';

export const notifications = {
  list: route({
    method: 'GET',
    path: '/notifications',
    tag,
    summary: 'What was mailed to whom',
    description: 'Mail that was tried at least once. What still waits stands in the jobs.',
    permission: 'notifications:read',
    query: listQuery(
      {
        state: Type.Optional(CommaSeparated(notificationStates)),
        kind: Type.Optional(CommaSeparated(notificationKinds)),
        subject_id: Type.Optional(Id),
        recipient_id: Type.Optional(Id),
      },
      notificationSorts,
    ),
    status: 200,
    answer: Page(Notification),
  }),
  get: route({
    method: 'GET',
    path: '/notifications/{id}',
    tag,
    summary: 'One notification, with its mail where that is a file',
    permission: 'notifications:read',
    params: ById,
    status: 200,
    answer: NotificationWithMail,
    problems: ['not_found'],
  }),
};
