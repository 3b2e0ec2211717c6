/** What the event log tells of. Types are never renamed: the log keeps them for good. */
export const eventTypes = [
  'order.placed',
  'order.imported',
  'order.processing',
  'order.shipped',
  'order.delivered',
  'order.cancelled',
  'order.updated',
  'fulfillment.processing',
  'fulfillment.shipped',
  'fulfillment.delivered',
  'fulfillment.cancelled',
  'payment.succeeded',
  'payment.failed',
  'payment.refund_due',
  'product.created',
  'product.updated',
  'product.deleted',
  'product.variant_added',
  'product.variant_updated',
  'product.variant_deleted',
  'stock.adjusted',
  'variant.sold_out',
  'variant.restocked',
  'user.registered',
  'user.created',
  'user.updated',
  'user.signed_in',
  'session.revoked',
  'store.updated',
  'demo.begun',
  'demo.seeded',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What an event is about. */
export const eventSubjects = ['order', 'product', 'variant', 'user', 'store'] as const;
export type EventSubject = (typeof eventSubjects)[number];
