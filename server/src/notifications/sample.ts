import type { NotificationKind, Order, Product, Store } from '@orderhouse/contracts';
import {
  type Letter,
  letterAboutEndpoint,
  letterAboutOrder,
  letterAboutVariant,
  letterTo,
  letterWithReset,
  type Person,
  type Sender,
} from './letter.ts';

const vendor_id = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a2c';
const variant_id = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a4e';

const order: Order = {
  id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  number: 1042,
  status: 'cancelled',
  payment_status: 'paid',
  payment_provider: 'manual',
  currency: 'GBP',
  total: 1_177,
  customer: { id: null, full_name: 'Ada Lovelace', email: 'ada@example.com', reference: null },
  phone: '+44 20 7946 0000',
  shipping_address: {
    name: 'Ada Lovelace',
    line1: '12 St James’s Square',
    city: 'London',
    postal_code: 'SW1Y 4JH',
    country: 'GB',
  },
  notes: 'Leave it with the neighbour, please.',
  imported: false,
  external_reference: null,
  lines: [
    {
      line_no: 1,
      variant_id,
      vendor_id,
      sku: '71053',
      name: 'White metal lantern',
      unit_price: 339,
      quantity: 2,
      line_total: 678,
    },
    {
      line_no: 2,
      variant_id,
      vendor_id,
      sku: '22423',
      name: 'Tea towel <“5 o’clock”>',
      unit_price: 499,
      quantity: 1,
      line_total: 499,
    },
  ],
  fulfillments: [],
  placed_at: '2026-01-31T09:30:00.000Z',
  cancellable_until: '2026-01-31T09:35:00.000Z',
  cancelled_at: null,
  cancel_reason: 'Ordered by mistake',
  version: 1,
  updated_at: '2026-01-31T09:30:00.000Z',
};

/** Of an order that says nothing that need not be said. */
const terse: Order = {
  ...order,
  status: 'pending',
  payment_status: 'unpaid',
  phone: null,
  shipping_address: { country_name: 'Utopia' },
  notes: null,
  cancel_reason: null,
};

const productWith = (stock: number): Omit<Product, 'images' | 'category_ids'> => ({
  id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a5f',
  vendor_id,
  name: 'White metal lantern',
  description: '',
  status: 'active',
  currency: 'GBP',
  variants: [
    { id: variant_id, sku: '71053', title: 'Large', options: {}, unit_price: 339, stock, low_stock_threshold: null },
  ],
  version: 1,
  created_at: order.placed_at,
  updated_at: order.placed_at,
});

export const samplePerson: Person = { name: 'Ada Lovelace', email: 'ada@example.com' };

const sampleSender: Sender = {
  store: { name: 'Tea House', time_zone: 'Europe/London', locale: 'en-GB' },
  address: 'https://shop.example',
};

/** The letters that a template of this kind must be able to say: one that has everything, and one that has little. */
export function sampleLetters(kind: NotificationKind, sender = sampleSender, currency: Store['currency'] = 'GBP') {
  if (kind === 'stock_out' || kind === 'stock_low') {
    const product = productWith(kind === 'stock_out' ? 0 : 3);
    const letter = letterAboutVariant(sender, samplePerson, product, { subject_id: variant_id, kind });
    return letter === null ? [] : [letter];
  }
  if (kind === 'webhook_disabled') {
    const endpoint = { url: 'https://hooks.example.com/', is_enabled: false, failing_since: order.placed_at } as const;
    return [
      letterAboutEndpoint(sender, samplePerson, { ...endpoint, disabled_reason: 'failing' }),
      letterAboutEndpoint(sender, samplePerson, { ...endpoint, disabled_reason: 'gone', failing_since: null }),
    ].filter((letter) => letter !== null);
  }
  if (kind === 'password_reset') {
    return [letterWithReset(sender, samplePerson, { token: 'ohp_a-made-up-one', expires_at: order.cancellable_until })];
  }
  if (kind === 'password_changed') return [letterTo(sender, samplePerson)];
  const parcel = { carrier: 'Royal Mail', tracking_number: 'AB123456789GB' };
  const all = { parcels: [parcel], failure: 'card expired' };
  const little = { parcels: [{ carrier: null, tracking_number: null }] };
  return [
    letterAboutOrder(sender, samplePerson, { ...order, currency }, all),
    letterAboutOrder(sender, samplePerson, { ...terse, currency }, little),
  ] satisfies Letter[];
}
