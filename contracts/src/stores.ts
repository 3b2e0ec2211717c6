import { type Static, Type } from 'typebox';
import { paymentProviders } from './order.ts';
import { route } from './route.ts';
import { Currency, Id, Line, limits, OneOf, Shape, Timestamp } from './schemas.ts';

const lowStock =
  'A vendor is told when the stock of a variant falls to so many units, not when this is raised above it; 0 tells only of what is sold out';

export const Store = Shape({
  id: Id,
  slug: Type.String({ examples: ['demo'] }),
  name: Type.String({ examples: ['Demo store'] }),
  currency: Currency,
  time_zone: Type.String({ description: 'IANA', examples: ['Europe/London'] }),
  locale: Type.String({ description: 'BCP 47; how mails write money, times and countries', examples: ['en-GB'] }),
  cancel_window_seconds: Type.Integer({ examples: [300] }),
  auto_process_after_seconds: Type.Integer({ examples: [300] }),
  low_stock_threshold: Type.Integer({ description: lowStock, examples: [5] }),
  open_registration: Type.Boolean(),
  password_length_min: Type.Integer({ description: 'Characters that a new password needs' }),
  password_needs_all_kinds: Type.Boolean({ description: 'Upper and lower case, a digit and a special character' }),
  payment_providers: Type.Array(OneOf(paymentProviders)),
  version: Type.Integer(),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type Store = Static<typeof Store>;

export const store = {
  get: route({
    method: 'GET',
    path: '/store',
    tag: 'Store',
    summary: 'The store and its settings',
    permission: 'store:read',
    status: 200,
    answer: Store,
    versioned: true,
  }),
  update: route({
    method: 'PATCH',
    path: '/store',
    tag: 'Store',
    summary: 'Change the settings of the store',
    permission: 'store:manage',
    body: Shape({
      name: Type.Optional(Line(120)),
      time_zone: Type.Optional(Line(64, { description: 'IANA', examples: ['Asia/Kolkata'] })),
      locale: Type.Optional(Line(64, { description: 'BCP 47', examples: ['de-DE'] })),
      cancel_window_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_592_000 })),
      auto_process_after_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_592_000 })),
      low_stock_threshold: Type.Optional(
        Type.Integer({ minimum: 0, maximum: limits.stock_max, description: lowStock, examples: [10] }),
      ),
      open_registration: Type.Optional(Type.Boolean()),
      password_length_min: Type.Optional(Type.Integer({ minimum: 8, maximum: 128 })),
      password_needs_all_kinds: Type.Optional(Type.Boolean()),
      payment_providers: Type.Optional(Type.Array(OneOf(paymentProviders), { minItems: 1, uniqueItems: true })),
    }),
    status: 200,
    answer: Store,
    versioned: true,
  }),
};
