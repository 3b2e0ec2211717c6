import type { EventType } from '@orderhouse/contracts';
import { listActiveAdmins } from '../accounts/index.ts';
import type { LoggedEvent, Reaction } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { type MailJob, mailJob } from './mail-job.ts';
import { readOpenings } from './statements.ts';

type Wanted = Pick<MailJob, 'kind' | 'recipient_id'> & { vendor_id?: string | undefined };
type Concerned = (event: LoggedEvent, admins: readonly string[]) => Wanted[];

/** The customer, of an order that has one: history from another system has none. */
const customer =
  (kind: Wanted['kind']): Concerned =>
  ({ customer_id }) =>
    customer_id === null ? [] : [{ kind, recipient_id: customer_id }];

const vendors =
  (kind: Wanted['kind']): Concerned =>
  ({ vendor_ids }) =>
    [...new Set(vendor_ids)].map((recipient_id) => ({ kind, recipient_id }));

/** Who is mailed of what. An `order.imported` tells of something long ago, and nobody is. */
const concerned = {
  'order.placed': (event, admins) => [
    ...customer('order_placed')(event, admins),
    ...vendors('order_received')(event, admins),
  ],
  'payment.failed': customer('payment_declined'),
  // Of one vendor, who alone reads it.
  'fulfillment.shipped': (event, admins) =>
    customer('parcel_shipped')(event, admins).map((mail) => ({ ...mail, vendor_id: event.vendor_ids[0] })),
  'order.shipped': customer('order_shipped'),
  'order.delivered': customer('order_delivered'),
  'order.cancelled': customer('order_cancelled'),
  'variant.stock_low': vendors('stock_low'),
  'variant.sold_out': vendors('stock_out'),
  'user.password_reset_requested': ({ subject_id }) => [{ kind: 'password_reset', recipient_id: subject_id }],
  'user.password_reset': ({ subject_id }) => [{ kind: 'password_changed', recipient_id: subject_id }],
  'webhook_endpoint.disabled': (_, admins) =>
    admins.map((recipient_id) => ({ kind: 'webhook_disabled', recipient_id })),
} satisfies Partial<Record<EventType, Concerned>>;

function mailsOf(event: LoggedEvent, admins: readonly string[]): MailJob[] {
  const { store_id, event_id, subject_type, subject_id } = event;
  const wanted: Concerned = concerned[event.type as keyof typeof concerned];
  const about = { store_id, event_id, subject_type, subject_id };
  return wanted(event, admins).map((mail) => ({ ...about, ...mail, vendor_id: mail.vendor_id ?? null }));
}

/** Of the stores whose events concern them; asked for rarely. */
async function adminsOf(connection: Connection, events: readonly LoggedEvent[]): Promise<Map<string, string[]>> {
  const stores = events.filter(({ type }) => type === 'webhook_endpoint.disabled').map(({ store_id }) => store_id);
  const admins = stores.length === 0 ? [] : await listActiveAdmins(connection, [...new Set(stores)]);
  return new Map(
    [...Map.groupBy(admins, ({ store_id }) => store_id)].map(([store, rows]) => [store, rows.map(({ id }) => id)]),
  );
}

/**
 * Mails those concerned by an event. Not of what happened before its store was opened here: such is history that was
 * brought along, as the demo's.
 */
export const mailReaction: Reaction = {
  types: Object.keys(concerned) as EventType[],
  async jobsOf(connection, events) {
    const openings = await readOpenings(connection, [...new Set(events.map(({ store_id }) => store_id))]);
    const openedAt = new Map(openings.map(({ id, created_at }) => [id, Date.parse(created_at)]));
    const admins = await adminsOf(connection, events);
    return events
      .filter(({ store_id, occurred_at }) => Date.parse(occurred_at) >= (openedAt.get(store_id) ?? 0))
      .flatMap((event) => mailsOf(event, admins.get(event.store_id) ?? []))
      .map(mailJob);
  },
};
