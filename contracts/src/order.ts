import { type Static, Type } from 'typebox';
import { eventSubjects, eventTypes } from './event-types.ts';
import { orderStatuses, paymentStatuses } from './order-states.ts';
import {
  Address,
  CountryCode,
  Currency,
  Id,
  Line,
  limits,
  Money,
  Nullable,
  OneOf,
  Phone,
  Shape,
  Text,
  Timestamp,
  UnitPrice,
} from './schemas.ts';

export const paymentProviders = ['manual', 'simulated'] as const;
export type PaymentProvider = (typeof paymentProviders)[number];

const Quantity = Type.Integer({ minimum: 1, maximum: limits.quantity_max, examples: [2] });

export const OrderLine = Shape({
  line_no: Type.Integer(),
  variant_id: Id,
  vendor_id: Id,
  sku: Type.String(),
  name: Type.String(),
  unit_price: UnitPrice,
  quantity: Type.Integer(),
  line_total: Money,
});
export type OrderLine = Static<typeof OrderLine>;

export const Fulfillment = Shape({
  vendor_id: Id,
  status: OneOf(orderStatuses),
  carrier: Nullable(Type.String()),
  tracking_number: Nullable(Type.String()),
  shipped_at: Nullable(Timestamp),
  delivered_at: Nullable(Timestamp),
});
export type Fulfillment = Static<typeof Fulfillment>;

const address = {
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
};
const vendor_id = '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a2c';

const orderExample = {
  id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
  number: 1042,
  status: 'pending',
  payment_status: 'unpaid',
  payment_provider: 'manual',
  currency: 'GBP',
  total: 678,
  customer: {
    id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a3d',
    full_name: 'Ada Lovelace',
    email: 'ada@example.com',
    reference: null,
  },
  phone: '+44 20 7946 0000',
  shipping_address: address,
  notes: null,
  imported: false,
  external_reference: null,
  lines: [
    {
      line_no: 1,
      variant_id: '019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a4e',
      vendor_id,
      sku: '71053',
      name: 'White metal lantern',
      unit_price: 339,
      quantity: 2,
      line_total: 678,
    },
  ],
  fulfillments: [
    { vendor_id, status: 'pending', carrier: null, tracking_number: null, shipped_at: null, delivered_at: null },
  ],
  placed_at: '2026-01-31T09:30:00.000Z',
  cancellable_until: '2026-01-31T09:35:00.000Z',
  cancelled_at: null,
  cancel_reason: null,
  version: 1,
  updated_at: '2026-01-31T09:30:00.000Z',
};

const inputExample = {
  lines: [{ sku: '71053', quantity: 2 }],
  shipping_address: address,
  phone: '+44 20 7946 0000',
  payment: { provider: 'manual' },
};

/** The address as it was. Imported history may know no more than the country. */
const OrderAddress = Shape({
  name: Type.Optional(Type.String()),
  line1: Type.Optional(Type.String()),
  line2: Type.Optional(Type.String()),
  city: Type.Optional(Type.String()),
  region: Type.Optional(Type.String()),
  postal_code: Type.Optional(Type.String()),
  country: Type.Optional(CountryCode),
  country_name: Type.Optional(Type.String({ description: 'As an import found it, when it is no ISO country' })),
});

export const Order = Shape(
  {
    id: Id,
    number: Type.Integer({ description: 'Counts up within the store', examples: [1042] }),
    status: OneOf(orderStatuses),
    payment_status: OneOf(paymentStatuses),
    payment_provider: Nullable(Type.String()),
    currency: Currency,
    total: Type.Integer({ minimum: 0, description: 'Sum of the lines; for a vendor, of its own lines' }),
    customer: Shape({
      id: Nullable(Id, { description: '`null` for somebody without an account' }),
      full_name: Nullable(Type.String()),
      email: Nullable(Type.String()),
      reference: Nullable(Type.String({ description: 'The customer number of the system an import came from' })),
    }),
    phone: Nullable(Type.String()),
    shipping_address: OrderAddress,
    notes: Nullable(Type.String()),
    imported: Type.Boolean({ description: 'History from another system; it took no stock here' }),
    external_reference: Nullable(Type.String({ description: 'The order’s number in the system an import came from' })),
    lines: Type.Array(OrderLine),
    fulfillments: Type.Array(Fulfillment),
    placed_at: Timestamp,
    cancellable_until: Timestamp,
    cancelled_at: Nullable(Timestamp),
    cancel_reason: Nullable(Type.String()),
    version: Type.Integer(),
    updated_at: Timestamp,
  },
  { examples: [orderExample] },
);
export type Order = Static<typeof Order>;

export const OrderInput = Shape(
  {
    lines: Type.Array(
      Shape({
        sku: Type.Optional(Line(64, { examples: ['71053'] })),
        variant_id: Type.Optional(Id),
        quantity: Quantity,
      }),
      { minItems: 1, maxItems: limits.order_lines_max, description: 'Each names a `sku` or a `variant_id`' },
    ),
    shipping_address: Address,
    phone: Type.Optional(Phone),
    notes: Type.Optional(Text(2_000)),
    payment: Type.Optional(Shape({ provider: OneOf(paymentProviders) })),
    customer_id: Type.Optional(
      Type.String({ format: 'uuid', description: 'Admin only, and needed there: whose order it is' }),
    ),
  },
  { examples: [inputExample] },
);
export type OrderInput = Static<typeof OrderInput>;

export const Payment = Shape({
  id: Id,
  order_id: Id,
  provider: OneOf(paymentProviders),
  amount: Money,
  currency: Currency,
  status: OneOf(['paid', 'failed'] as const),
  reference: Nullable(Type.String()),
  failure: Nullable(Type.String()),
  created_at: Timestamp,
});
export type Payment = Static<typeof Payment>;

export const Event = Shape({
  id: Type.Integer({ description: 'Counts up; later events have larger ids within an order' }),
  type: OneOf(eventTypes, { examples: ['order.placed'] }),
  subject_type: OneOf(eventSubjects, { examples: ['order'] }),
  subject_id: Id,
  actor_id: Nullable(Id),
  actor_role: Type.String({ examples: ['customer'] }),
  data: Type.Record(Type.String(), Type.Unknown()),
  occurred_at: Timestamp,
});
export type Event = Static<typeof Event>;
