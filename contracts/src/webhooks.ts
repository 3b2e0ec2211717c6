import { type Static, Type } from 'typebox';
import { type EventType, eventTypes } from './event-types.ts';
import type { Event } from './order.ts';
import { route } from './route.ts';
import {
  ById,
  CommaSeparated,
  Id,
  limits,
  listQuery,
  Nullable,
  OneOf,
  Page,
  Shape,
  Text,
  Timestamp,
} from './schemas.ts';

/** These ask for a delivery themselves, to the one endpoint that they are about. */
const unsubscribable = ['webhook_endpoint.tested', 'webhook_endpoint.delivery_replayed'] as const;
type WebhookEventType = Exclude<EventType, (typeof unsubscribable)[number]>;

/** What an endpoint may be told of. */
export const webhookEventTypes: readonly WebhookEventType[] = eventTypes.filter(
  (type): type is WebhookEventType => !unsubscribable.some((one) => one === type),
);

export const webhookDeliveryStatuses = ['pending', 'delivered', 'failed'] as const;
export const webhookDisabledReasons = ['by_admin', 'failing', 'gone'] as const;

/** The body of a webhook: what happened, as an admin sees it in the log. */
export interface WebhookMessage {
  type: EventType;
  /** When it happened. RFC 3339, UTC. */
  timestamp: string;
  /** `id` is 0 in a test. */
  data: Event & { customer_id: string | null; vendor_ids: string[] };
}

const Url = Type.String({
  minLength: 1,
  maxLength: 2_048,
  pattern: '^https?://[^\\s\\u0000-\\u001f\\u007f]+$',
  description: '`https://`, to an address that the whole world can reach; without user, password and fragment',
  examples: ['https://hooks.example.com/orderhouse'],
});
const EventTypes = Type.Array(OneOf(webhookEventTypes), {
  minItems: 1,
  maxItems: webhookEventTypes.length,
  uniqueItems: true,
  description: 'What it is told of',
  examples: [['order.placed', 'order.cancelled']],
});
const Description = Text(500, { examples: ['Accounting'] });

const endpoint = {
  id: Id,
  url: Type.String({ examples: ['https://hooks.example.com/orderhouse'] }),
  description: Type.String(),
  event_types: Type.Array(OneOf(webhookEventTypes), { examples: [['order.placed', 'order.cancelled']] }),
  is_enabled: Type.Boolean(),
  disabled_at: Nullable(Timestamp),
  disabled_reason: Nullable(OneOf(webhookDisabledReasons)),
  failing_since: Nullable(Timestamp, { description: 'Since when every attempt has failed' }),
  previous_secret_until: Nullable(Timestamp, { description: 'Until then the secret of before signs as well' }),
  version: Type.Integer(),
  created_at: Timestamp,
  updated_at: Timestamp,
};

export const WebhookEndpoint = Shape(endpoint);
export type WebhookEndpoint = Static<typeof WebhookEndpoint>;

export const WebhookEndpointWithSecret = Shape({
  ...endpoint,
  secret: Type.String({
    description: 'Shown this once. `verifyWebhook` takes it as it is',
    examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  }),
});
export type WebhookEndpointWithSecret = Static<typeof WebhookEndpointWithSecret>;

const delivery = {
  id: Type.String({
    format: 'uuid',
    description: 'Sent as `webhook-id`; the same at every attempt',
    examples: ['019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'],
  }),
  endpoint_id: Id,
  event_id: Nullable(Type.Integer(), { description: '`null` for a test' }),
  event_type: OneOf(eventTypes, { examples: ['order.placed'] }),
  is_test: Type.Boolean(),
  status: OneOf(webhookDeliveryStatuses),
  attempts: Type.Integer({ minimum: 0 }),
  next_attempt_at: Nullable(Timestamp),
  response_status: Nullable(Type.Integer(), { description: 'Of the last attempt; `null` when nobody answered' }),
  last_error: Nullable(Type.String(), { description: 'Why the last attempt failed' }),
  created_at: Timestamp,
  finished_at: Nullable(Timestamp),
};

export const WebhookDelivery = Shape(delivery);
export type WebhookDelivery = Static<typeof WebhookDelivery>;

const Attempt = Shape({
  started_at: Timestamp,
  duration_ms: Type.Integer({ minimum: 0 }),
  response_status: Nullable(Type.Integer()),
  error: Nullable(Type.String()),
});

export const WebhookDeliveryDetails = Shape({
  ...delivery,
  request_url: Nullable(Type.String(), { description: 'Of the last attempt, as the headers' }),
  request_headers: Nullable(Type.Record(Type.String(), Type.String())),
  request_body: Type.String({ examples: ['{"type":"order.placed","timestamp":"2026-01-31T09:30:00.000Z","data":{}}'] }),
  response_body: Nullable(Type.String(), { description: 'The beginning of it, at most 16 KiB' }),
  history: Type.Array(Attempt, { description: 'The last 20 attempts, oldest first' }),
});
export type WebhookDeliveryDetails = Static<typeof WebhookDeliveryDetails>;

const tag = 'Webhooks';
const permission = 'webhooks:manage';

export const webhookEndpoints = {
  list: route({
    method: 'GET',
    path: '/webhook-endpoints',
    tag,
    summary: 'Where the store’s events are sent',
    permission,
    query: listQuery({}, ['-created_at', 'created_at'] as const),
    status: 200,
    answer: Page(WebhookEndpoint),
  }),
  create: route({
    method: 'POST',
    path: '/webhook-endpoints',
    tag,
    summary: 'Have events sent somewhere',
    description:
      'By the Standard Webhooks specification. The answer holds the secret that signs; it is shown this once. ' +
      `A store has at most ${limits.webhook_endpoints_max} endpoints; those that were deleted do not count.`,
    permission,
    idempotent: true,
    body: Shape({ url: Url, event_types: EventTypes, description: Type.Optional(Description) }),
    status: 201,
    answer: WebhookEndpointWithSecret,
    versioned: true,
    problems: ['too_many_webhook_endpoints'],
  }),
  get: route({
    method: 'GET',
    path: '/webhook-endpoints/{id}',
    tag,
    summary: 'One endpoint',
    permission,
    params: ById,
    status: 200,
    answer: WebhookEndpoint,
    versioned: true,
    problems: ['not_found'],
  }),
  update: route({
    method: 'PATCH',
    path: '/webhook-endpoints/{id}',
    tag,
    summary: 'Change, disable or enable an endpoint',
    permission,
    params: ById,
    body: Shape({
      url: Type.Optional(Url),
      event_types: Type.Optional(EventTypes),
      description: Type.Optional(Description),
      is_enabled: Type.Optional(Type.Boolean()),
    }),
    status: 200,
    answer: WebhookEndpoint,
    versioned: true,
    problems: ['not_found'],
  }),
  remove: route({
    method: 'DELETE',
    path: '/webhook-endpoints/{id}',
    tag,
    summary: 'Send nothing there any more',
    permission,
    params: ById,
    status: 204,
    versioned: true,
    problems: ['not_found'],
  }),
  rotateSecret: route({
    method: 'POST',
    path: '/webhook-endpoints/{id}/rotate-secret',
    tag,
    summary: 'Sign with a new secret',
    description:
      'The secret of before signs as well, for a day unless said otherwise, so that the receiver can change over.',
    permission,
    params: ById,
    idempotent: true,
    body: Shape({
      overlap_seconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 604_800,
          description: 'How long the secret of before signs as well; 86,400 unless said',
          examples: [86_400],
        }),
      ),
    }),
    status: 200,
    answer: WebhookEndpointWithSecret,
    versioned: true,
    problems: ['not_found'],
  }),
  test: route({
    method: 'POST',
    path: '/webhook-endpoints/{id}/test',
    tag,
    summary: 'Send a test',
    description:
      'One `webhook_endpoint.tested`, sent once, also to an endpoint that is disabled. Read the delivery for how it went.',
    permission,
    params: ById,
    status: 201,
    answer: WebhookDelivery,
    problems: ['not_found'],
  }),
  deliveries: route({
    method: 'GET',
    path: '/webhook-endpoints/{id}/deliveries',
    tag,
    summary: 'What was sent to an endpoint, and how it went',
    permission,
    params: ById,
    query: listQuery({ status: Type.Optional(CommaSeparated(webhookDeliveryStatuses)) }, [
      '-created_at',
      'created_at',
    ] as const),
    status: 200,
    answer: Page(WebhookDelivery),
    problems: ['not_found'],
  }),
};

export const webhookDeliveries = {
  get: route({
    method: 'GET',
    path: '/webhook-deliveries/{id}',
    tag,
    summary: 'One delivery, with request, response and attempts',
    permission,
    params: ById,
    status: 200,
    answer: WebhookDeliveryDetails,
    problems: ['not_found'],
  }),
  replay: route({
    method: 'POST',
    path: '/webhook-deliveries/{id}/replay',
    tag,
    summary: 'Send it again, now',
    description: 'With the same `webhook-id`, and all retries anew. What is being sent right now stays as it is.',
    permission,
    params: ById,
    status: 200,
    answer: WebhookDelivery,
    problems: ['not_found', 'webhook_endpoint_disabled'],
  }),
};
