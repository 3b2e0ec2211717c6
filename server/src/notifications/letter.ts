import type { NotificationKind, Order, Product, Store, WebhookEndpoint } from '@orderhouse/contracts';
import { tame } from './tame.ts';
import { type Wording, wordingFor } from './wording.ts';

/** What the templates can say of an order. Everything is ready to be read; what may be missing is null. */
export interface OrderInWords {
  number: string;
  placed_at: string;
  cancellable_until: string;
  total: string;
  lines: { name: string; sku: string; quantity: string; unit_price: string; total: string }[];
  address: string[];
  phone: string | null;
  /** Line by line. */
  notes: string[];
  cancel_reason: string | null;
  is_cancelled: boolean;
  is_paid: boolean;
}

interface Parcel {
  carrier: string | null;
  tracking_number: string | null;
}

/** What a template is filled with. A name that is not here is refused when the templates are loaded. */
export interface Letter {
  locale: string;
  is_right_to_left: boolean;
  store: { name: string; address: string };
  recipient: { name: string };
  order?: OrderInWords;
  parcels?: Parcel[];
  payment?: { failure: string | null };
  variant?: { name: string; sku: string; stock: string };
  endpoint?: { url: string; is_gone: boolean; failing_since: string | null };
  reset?: { url: string; expires_at: string };
}

type Endpoint = Pick<WebhookEndpoint, 'url' | 'is_enabled' | 'disabled_reason' | 'failing_since'>;

export interface Person {
  name: string;
  email: string;
}

/** What every letter begins with. */
export interface Sender {
  store: Pick<Store, 'name' | 'time_zone' | 'locale'>;
  /** Where the store is reached. */
  address: string;
}

function addressInWords(address: Order['shipping_address'], wording: Wording): string[] {
  const { name, line1, line2, city, region, postal_code, country, country_name } = address;
  const land = country === undefined ? country_name : wording.country(country);
  const lines = [name, line1, line2, city, region, postal_code, land];
  return lines.filter((line): line is string => line !== undefined && line !== '');
}

function orderInWords(order: Order, wording: Wording): OrderInWords {
  const money = (amount: number) => wording.money(amount, order.currency);
  return {
    number: String(order.number),
    placed_at: wording.time(order.placed_at),
    cancellable_until: wording.time(order.cancellable_until),
    total: money(order.total),
    lines: order.lines.map(({ name, sku, quantity, unit_price, line_total }) => ({
      name,
      sku,
      quantity: wording.count(quantity),
      unit_price: money(unit_price),
      total: money(line_total),
    })),
    address: addressInWords(order.shipping_address, wording),
    phone: order.phone,
    notes: order.notes === null ? [] : order.notes.split(/\r\n|\r|\n/),
    cancel_reason: order.cancel_reason,
    is_cancelled: order.status === 'cancelled',
    is_paid: order.payment_status === 'paid',
  };
}

const wordingOf = ({ store }: Sender) => wordingFor(store.time_zone, store.locale);

function begun(sender: Sender, recipient: Person) {
  const { name, locale } = tame(sender.store);
  return {
    locale,
    is_right_to_left: wordingOf(sender).isRightToLeft,
    store: { name, address: sender.address },
    recipient: { name: tame(recipient.name) },
  };
}

/** A letter about an order. Pure. */
export function letterAboutOrder(
  sender: Sender,
  recipient: Person,
  order: Order,
  { parcels = [], failure = null }: { parcels?: Parcel[]; failure?: string | null } = {},
): Letter {
  return {
    ...begun(sender, recipient),
    order: orderInWords(tame(order), wordingOf(sender)),
    parcels: tame(parcels).map(({ carrier, tracking_number }) => ({ carrier, tracking_number })),
    payment: { failure: tame(failure) },
  };
}

/** A letter about what is sold. Pure; null when the variant is not sold any more, or has nothing left to run low. */
export function letterAboutVariant(
  sender: Sender,
  recipient: Person,
  product: Omit<Product, 'images' | 'category_ids'>,
  { subject_id, kind }: { subject_id: string; kind: NotificationKind },
): Letter | null {
  const { name: productName, variants } = tame(product);
  const variant = variants.find(({ id }) => id === subject_id);
  // Of what has run out since, another mail tells.
  if (!variant || (kind === 'stock_low' && variant.stock === 0)) return null;
  const name = [productName, variant.title].filter((part) => part !== '').join(', ');
  return {
    ...begun(sender, recipient),
    variant: { name, sku: variant.sku, stock: wordingOf(sender).count(variant.stock) },
  };
}

/** A letter about a webhook that is not called any more. Pure; null when it is called again, or an admin stopped it. */
export function letterAboutEndpoint(sender: Sender, recipient: Person, endpoint: Endpoint): Letter | null {
  const { url, is_enabled, disabled_reason, failing_since } = tame(endpoint);
  if (is_enabled || disabled_reason === 'by_admin') return null;
  const since = failing_since && wordingOf(sender).time(failing_since);
  return { ...begun(sender, recipient), endpoint: { url, is_gone: disabled_reason === 'gone', failing_since: since } };
}

/** A letter that says the same to everybody. Pure. */
export const letterTo = (sender: Sender, recipient: Person): Letter => begun(sender, recipient);

/** A letter with the link that sets another password. The token stands behind `#`, which no server is sent. Pure. */
export function letterWithReset(
  sender: Sender,
  recipient: Person,
  { token, expires_at }: { token: string; expires_at: string },
): Letter {
  const url = `${sender.address}/reset-password#token=${token}`;
  return { ...begun(sender, recipient), reset: { url, expires_at: wordingOf(sender).time(expires_at) } };
}

/**
 * The parcels that a mail tells of; null when there is nothing to tell. One part of an order is told by itself unless it
 * was the last one: that the whole order is on its way is told by another mail, of the same moment. Pure.
 *
 * @param vendorId whose part, or null for the whole.
 */
export function parcelsToTell(order: Order, vendorId: string | null): Parcel[] | null {
  const shipped = order.fulfillments.filter(({ shipped_at }) => shipped_at !== null);
  if (vendorId === null) return shipped;
  const part = shipped.find(({ vendor_id }) => vendor_id === vendorId);
  if (!part) return null;
  const isWhole = order.status === 'shipped' || order.status === 'delivered';
  const last = shipped
    .map(({ shipped_at }) => shipped_at ?? '')
    .sort()
    .at(-1);
  return isWhole && part.shipped_at === last ? null : [part];
}

/** A refused payment that cancels the order is told as such, and not as a cancellation besides. Pure. */
export function isTold(kind: NotificationKind, order: Pick<Order, 'payment_status'>): boolean {
  return !(kind === 'order_cancelled' && order.payment_status === 'failed');
}
