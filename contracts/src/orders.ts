import { type Static, Type } from 'typebox';
import { orderStatuses, paymentStatuses } from './order-states.ts';
import { route } from './route.ts';
import {
  Address,
  ById,
  CommaSeparated,
  CountryCode,
  Currency,
  Id,
  Line,
  limits,
  listQuery,
  MaybeLine,
  Money,
  Nullable,
  OneOf,
  Page,
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

export const Order = Shape({
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
});
export type Order = Static<typeof Order>;

export const OrderInput = Shape({
  lines: Type.Array(
    Shape({
      sku: Type.Optional(Type.String({ minLength: 1, maxLength: 64, examples: ['71053'] })),
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
});
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
  type: Type.String({ examples: ['order.placed'] }),
  subject_type: Type.String({ examples: ['order'] }),
  subject_id: Id,
  actor_id: Nullable(Id),
  actor_role: Type.String({ examples: ['customer'] }),
  data: Type.Record(Type.String(), Type.Unknown()),
  occurred_at: Timestamp,
});
export type Event = Static<typeof Event>;

export const orderSorts = ['-placed_at', 'placed_at', '-number', 'number'] as const;
export const eventSorts = ['id'] as const;

const tag = 'Orders';
const refused = ['malformed_request', 'unauthenticated', 'invalid_token', 'forbidden', 'cross_site_request'] as const;
const read = ['unauthenticated', 'invalid_token', 'forbidden'] as const;

export const orders = {
  place: route({
    method: 'POST',
    path: '/orders',
    tag,
    summary: 'Place an order',
    description:
      'All of it or nothing: stock is taken, prices and addresses are frozen, and the answer comes after the commit. Send an `Idempotency-Key`; then a retry never orders twice.',
    permission: 'orders:place',
    idempotent: true,
    body: OrderInput,
    status: 201,
    answer: Order,
    versioned: true,
    problems: [
      ...refused,
      'insufficient_stock',
      'unknown_sku',
      'customer_not_found',
      'payment_provider_not_allowed',
      'order_too_large',
      'idempotency_key_reused',
      'overloaded',
    ],
  }),
  list: route({
    method: 'GET',
    path: '/orders',
    tag,
    summary: 'Orders that the caller may see',
    description: 'A customer sees its own; a vendor those with its lines, and only those lines; an admin all.',
    permission: 'orders:read',
    query: listQuery(
      {
        status: Type.Optional(CommaSeparated(orderStatuses)),
        payment_status: Type.Optional(CommaSeparated(paymentStatuses)),
        placed_from: Type.Optional(Type.String({ format: 'date-time', description: 'Inclusive' })),
        placed_to: Type.Optional(Type.String({ format: 'date-time', description: 'Exclusive' })),
        customer_id: Type.Optional(Id),
        vendor_id: Type.Optional(Id),
        number: Type.Optional(Type.Integer({ minimum: 1 })),
        q: Type.Optional(Line(100, { description: 'Part of the customer’s name or e-mail address' })),
      },
      orderSorts,
    ),
    status: 200,
    answer: Page(Order),
    problems: [...read, 'invalid_cursor'],
  }),
  get: route({
    method: 'GET',
    path: '/orders/{id}',
    tag,
    summary: 'One order',
    permission: 'orders:read',
    params: ById,
    status: 200,
    answer: Order,
    versioned: true,
    problems: [...read, 'not_found'],
  }),
  update: route({
    method: 'PATCH',
    path: '/orders/{id}',
    tag,
    summary: 'Correct address, phone or notes while the order is pending',
    permission: 'orders:edit',
    params: ById,
    body: Shape({
      shipping_address: Type.Optional(Address),
      phone: Type.Optional(Nullable(Phone)),
      notes: Type.Optional(Nullable(Text(2_000))),
    }),
    status: 200,
    answer: Order,
    versioned: true,
    problems: [...refused, 'not_found', 'order_not_editable', 'precondition_failed'],
  }),
  updateStatus: route({
    method: 'PATCH',
    path: '/orders/{id}/status',
    tag,
    summary: 'Carry the order on',
    description:
      'A vendor moves its own fulfillment, an admin all of them; the order’s status follows. Asking for the state that is already there is a success that changes nothing.',
    permission: 'orders:fulfil',
    params: ById,
    body: Shape({
      status: OneOf(orderStatuses),
      carrier: Type.Optional(Line(100, { examples: ['Royal Mail'] })),
      tracking_number: Type.Optional(Line(100)),
      note: Type.Optional(Text(2_000)),
    }),
    status: 200,
    answer: Order,
    versioned: true,
    problems: [...refused, 'not_found', 'order_transition_not_allowed', 'precondition_failed'],
  }),
  cancel: route({
    method: 'POST',
    path: '/orders/{id}/cancel',
    tag,
    summary: 'Cancel the order and put its stock back',
    description: 'A customer within the store’s window, an admin until it is shipped.',
    permission: 'orders:cancel',
    idempotent: true,
    params: ById,
    body: Shape({ reason: Type.Optional(MaybeLine(500)) }),
    status: 200,
    answer: Order,
    versioned: true,
    problems: [
      ...refused,
      'not_found',
      'order_transition_not_allowed',
      'cancel_window_closed',
      'idempotency_key_reused',
    ],
  }),
  settlePayment: route({
    method: 'POST',
    path: '/orders/{id}/payments',
    tag,
    summary: 'Settle the payment of an order',
    description:
      'An admin records that an invoice was paid or will not be. An order paid by `simulated` can be approved or declined by its customer too. A declined order is cancelled and its stock put back.',
    permission: 'payments:settle',
    idempotent: true,
    params: ById,
    body: Shape({
      outcome: OneOf(['approve', 'decline'] as const),
      reference: Type.Optional(Line(200)),
      failure: Type.Optional(Line(500)),
    }),
    status: 201,
    answer: Payment,
    problems: [
      ...refused,
      'not_found',
      'payment_already_settled',
      'order_transition_not_allowed',
      'idempotency_key_reused',
    ],
  }),
  listPayments: route({
    method: 'GET',
    path: '/orders/{id}/payments',
    tag,
    summary: 'What was tried to pay this order',
    permission: 'orders:read',
    params: ById,
    status: 200,
    answer: Shape({ data: Type.Array(Payment) }),
    problems: [...read, 'not_found'],
  }),
  events: route({
    method: 'GET',
    path: '/orders/{id}/events',
    tag,
    summary: 'The timeline of an order, oldest first',
    permission: 'orders:read',
    params: ById,
    query: listQuery({}, eventSorts),
    status: 200,
    answer: Page(Event),
    problems: [...read, 'not_found', 'invalid_cursor'],
  }),
};
