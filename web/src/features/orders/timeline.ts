import type { Event, Order, Role } from '@orderhouse/contracts';
import { capital } from '../../lib/capital.ts';
import { formatMoney } from '../../lib/money.ts';
import { fieldWords } from './correction.ts';

/** Who reads the timeline, and what they may call the others by. */
export interface Reader {
  id: string;
  role: Role;
  locale: string;
  /** Names of accounts, for those who may know them. */
  names: ReadonlyMap<string, string>;
}

export interface TimelineEntry {
  id: number;
  at: string;
  /** What happened and who did it, as a sentence. */
  words: string;
  /** What was said besides: a reason, a carrier and its number. */
  detail: string | null;
}

type Told = Pick<Event, 'id' | 'type' | 'actor_id' | 'actor_role' | 'data' | 'occurred_at'>;
type Of = Pick<Order, 'fulfillments' | 'customer'>;

const textIn = (data: Told['data'], name: string): string | null => {
  const value = data[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** @returns who did something, at the beginning of a sentence, by the name that the reader knows them by. */
function actorOf({ actor_id, actor_role }: Told, { customer }: Of, reader: Reader): string {
  if (actor_id !== null && actor_id === reader.id) return 'You';
  if (reader.role === 'customer') return actor_role === 'customer' ? 'You' : 'The shop';
  if (actor_role === 'customer') return customer.full_name ?? customer.email ?? 'The customer';
  const name = actor_id === null ? undefined : reader.names.get(actor_id);
  if (actor_role === 'vendor') return name ?? (reader.role === 'vendor' ? 'Another vendor' : 'A vendor');
  return name ?? 'The store';
}

/** @returns what a part of the order is called: to its customer a parcel, to its vendor its own. */
function partOf({ data, actor_id }: Told, { fulfillments }: Of, reader: Reader): string {
  const vendorId = textIn(data, 'vendor_id');
  if (reader.role === 'vendor') return 'your part';
  const index = fulfillments.findIndex(({ vendor_id }) => vendor_id === vendorId);
  if (reader.role === 'customer') return fulfillments.length > 1 && index >= 0 ? `parcel ${index + 1}` : 'the parcel';
  if (vendorId !== null && vendorId === actor_id) return 'its part';
  return `the part of ${reader.names.get(vendorId ?? '') ?? 'a vendor'}`;
}

function correctedWords({ data }: Told): string {
  const fields = Array.isArray(data.fields) ? data.fields.map(String) : [];
  const told = fields.flatMap((field) => fieldWords[field] ?? []);
  return told.length > 0 ? told.join(', ').replace(/, ([^,]*)$/, ' and $1') : 'the order';
}

function carriedBy({ data }: Told): string | null {
  const told = [textIn(data, 'carrier'), textIn(data, 'tracking_number')].filter((text) => text !== null);
  return told.length > 0 ? told.join(', ') : null;
}

function paidWords(event: Told, order: Of, reader: Reader): string {
  const who = actorOf(event, order, reader);
  if (event.actor_role === 'customer') return `${who} paid.`;
  return reader.role === 'customer' ? 'Your payment has arrived.' : `${who} recorded the payment.`;
}

function refundWords({ data }: Told, { role, locale }: Reader): string {
  const [amount, currency] = [data.amount, textIn(data, 'currency')];
  const sum = typeof amount === 'number' && currency ? formatMoney(amount, { currency, locale }) : 'The payment';
  return role === 'customer' ? `${sum} will be paid back to you.` : `${sum} is to be paid back.`;
}

function wordsOf(event: Told, order: Of, reader: Reader): string | null {
  const who = actorOf(event, order, reader);
  const part = () => partOf(event, order, reader);
  const isOne = order.fulfillments.length === 1 && reader.role !== 'vendor';
  switch (event.type) {
    case 'order.placed':
      return `${who} placed the order.`;
    case 'order.imported':
      return 'The order was taken over from another system.';
    case 'order.processing':
      return `${who} began to prepare the order.`;
    case 'order.shipped':
      return isOne ? `${who} shipped the order.` : 'Everything is on its way.';
    case 'order.delivered':
      return isOne ? 'The order was delivered.' : 'Everything was delivered.';
    case 'order.cancelled':
      return `${who} cancelled the order.`;
    case 'order.updated':
      return `${who} corrected ${correctedWords(event)}.`;
    case 'fulfillment.processing':
      return `${who} began to prepare ${part()}.`;
    case 'fulfillment.shipped':
      return `${who} shipped ${part()}.`;
    case 'fulfillment.delivered':
      return `${capital(part())} was delivered.`;
    case 'fulfillment.cancelled':
      return `${capital(part())} was cancelled.`;
    case 'payment.succeeded':
      return paidWords(event, order, reader);
    case 'payment.failed':
      return 'The payment was declined.';
    case 'payment.refund_due':
      return refundWords(event, reader);
    default:
      return null;
  }
}

function detailOf(event: Told): string | null {
  const { data } = event;
  if (event.type.endsWith('.shipped'))
    return [carriedBy(event), textIn(data, 'note')].filter(Boolean).join(' · ') || null;
  if (event.type === 'payment.failed') {
    const failure = textIn(data, 'failure');
    return failure === 'declined' ? null : failure;
  }
  const reason = textIn(data, 'reason');
  return (reason && capital(reason)) ?? textIn(data, 'note');
}

/** Whether the same is told of the order as a whole: of an order in one part, or where the parts say nothing more. */
function isToldOfTheWhole(event: Told, events: readonly Told[], { fulfillments }: Of, { role }: Reader): boolean {
  const [kind, deed = ''] = event.type.split('.');
  if (kind !== 'fulfillment') return false;
  const saysMore = (fulfillments.length > 1 || role === 'vendor') && deed !== 'processing' && deed !== 'cancelled';
  if (saysMore) return false;
  return events.some((other) => other.type === `order.${deed}` && other.occurred_at === event.occurred_at);
}

/** What happened to an order, oldest first, in the words of whoever reads it; nothing is told twice. Pure. */
export function timelineOf(events: readonly Told[], order: Of, reader: Reader): TimelineEntry[] {
  const single = order.fulfillments.length === 1;
  return events.flatMap((event) => {
    if (isToldOfTheWhole(event, events, order, reader)) return [];
    const words = wordsOf(event, order, reader);
    if (words === null) return [];
    // Carrier and number stand at the part, where the order was told of without them.
    const same = events.find(
      ({ type, occurred_at }) => type === 'fulfillment.shipped' && occurred_at === event.occurred_at,
    );
    const detail = detailOf(event) ?? (single && event.type === 'order.shipped' && same ? detailOf(same) : null);
    return [{ id: event.id, at: event.occurred_at, words, detail }];
  });
}
