import type { EventType, OrderStatus, WebhookMessage } from '@orderhouse/contracts';
import type { Acknowledged } from './ledger.ts';

export interface StoredMail {
  message_id: string;
  to: string;
  subject: string;
}

/** What an order's own customer is mailed in the end, by the state that was answered last. */
const subjectsOf = (number: number, status: OrderStatus): string[] => {
  const order = `Torture: your order ${number}`;
  const last: Partial<Record<OrderStatus, string[]>> = {
    cancelled: [`${order} is cancelled`],
    shipped: [`${order} is on its way`],
    delivered: [`${order} is on its way`, `${order} has arrived`],
  };
  return [order, ...(last[status] ?? [])];
};

/** The same of webhooks. */
const eventsOf: Record<OrderStatus, EventType[]> = {
  pending: ['order.placed'],
  processing: ['order.placed', 'order.processing'],
  cancelled: ['order.placed', 'order.cancelled'],
  shipped: ['order.placed', 'order.processing', 'order.shipped'],
  delivered: ['order.placed', 'order.processing', 'order.shipped', 'order.delivered'],
};

/** What the receiver is told of. */
export const toldEvents = [
  'order.placed',
  'order.processing',
  'order.shipped',
  'order.delivered',
  'order.cancelled',
] as const;

/**
 * Compares what was answered with the mail that is there: each order has each of its mails to its customer, and one to
 * each of its vendors, once; the same Message-ID twice counts as one. And there is none about an order that nobody was
 * told of. Pure.
 */
export function lossesOfMail(orders: Iterable<Acknowledged>, mails: readonly StoredMail[]): string[] {
  const distinct = [...new Map(mails.map((mail) => [mail.message_id, mail])).values()];
  const bySubject = Map.groupBy(distinct, ({ subject }) => subject);
  const losses: string[] = [];
  for (const { order, status } of orders) {
    for (const subject of subjectsOf(order.number, status)) {
      const count = bySubject.get(subject)?.length ?? 0;
      if (count !== 1)
        losses.push(`there are ${count} mails "${subject}" to the customer of an order that is ${status}`);
    }
    const vendors = new Set(order.lines.map(({ vendor_id }) => vendor_id));
    const subject = `Torture: new order ${order.number}`;
    const toVendors = bySubject.get(subject) ?? [];
    if (toVendors.length !== vendors.size || new Set(toVendors.map(({ to }) => to)).size !== vendors.size) {
      losses.push(`there are ${toVendors.length} mails "${subject}" to ${vendors.size} vendors`);
    }
  }
  return losses;
}

/**
 * Compares what was answered with the webhooks that arrived: each order's events at least once, each event under one
 * `webhook-id` alone. Pure.
 *
 * @param arrived by `webhook-id`.
 */
export function lossesOfWebhooks(
  orders: Iterable<Acknowledged>,
  arrived: ReadonlyMap<string, { message: Pick<WebhookMessage, 'type' | 'data'> }>,
): string[] {
  const idsOf = Map.groupBy(arrived, ([, { message }]) => `${message.type} ${message.data.subject_id}`);
  const losses: string[] = [];
  for (const { order, status } of orders) {
    for (const type of eventsOf[status]) {
      const ids = idsOf.get(`${type} ${order.id}`)?.length ?? 0;
      if (ids === 0) losses.push(`the webhook ${type} of order ${order.number} never arrived`);
      if (ids > 1) losses.push(`the webhook ${type} of order ${order.number} came with ${ids} webhook-ids`);
    }
  }
  return losses;
}
