import { eventTypes } from '@orderhouse/contracts';
import type { LoggedEvent, Reaction } from '../events/index.ts';
import type { Clock } from '../platform/clock.ts';
import { deliverJob } from './deliver-job.ts';
import { insertDeliveries, type NewDelivery } from './delivery-statements.ts';
import { listSubscriptions, type Subscription } from './endpoint-statements.ts';
import { deliveryId, messageBody } from './message.ts';

const deliveries_per_statement_max = 1_000;
const asking: readonly string[] = ['webhook_endpoint.tested', 'webhook_endpoint.delivery_replayed'];

/** @returns a delivery for each event and each endpoint of its store that wants its type. */
function deliveriesOf(
  events: readonly LoggedEvent[],
  subscriptions: readonly Subscription[],
  createdAt: string,
): NewDelivery[] {
  const ofStore = Map.groupBy(subscriptions, ({ store_id }) => store_id);
  return events.flatMap((event) => {
    const wanting = ofStore.get(event.store_id)?.filter(({ event_types }) => event_types.includes(event.type)) ?? [];
    if (wanting.length === 0) return [];
    const request_body = messageBody({ ...event, id: event.event_id });
    return wanting.map((endpoint) => ({
      store_id: event.store_id,
      id: deliveryId(event.store_id, event.event_id, endpoint.id),
      endpoint_id: endpoint.id,
      event_id: event.event_id,
      event_type: event.type,
      is_test: false,
      request_body,
      created_at: createdAt,
    }));
  });
}

/** What was asked for by hand is a delivery already. */
function askedFor(event: LoggedEvent) {
  return deliverJob(event.store_id, String(event.data.delivery_id), `asked-${event.event_id}`);
}

/**
 * Every event, to every endpoint of its store that wants it. Stores that have none cost one statement a batch. Delivery
 * and job are written in the transaction that moves the dispatcher on.
 */
export function createWebhookReaction(clock: Clock): Reaction {
  return {
    types: eventTypes,
    async jobsOf(connection, events) {
      const asked = events.filter(({ type }) => asking.includes(type)).map(askedFor);
      const told = events.filter(({ type }) => !asking.includes(type));
      const stores = [...new Set(told.map(({ store_id }) => store_id))];
      const subscriptions = stores.length > 0 ? await listSubscriptions(connection, stores) : [];
      const deliveries = deliveriesOf(told, subscriptions, clock.now().toISOString());
      for (let from = 0; from < deliveries.length; from += deliveries_per_statement_max) {
        await insertDeliveries(connection, deliveries.slice(from, from + deliveries_per_statement_max));
      }
      return [...asked, ...deliveries.map(({ store_id, id }) => deliverJob(store_id, id, 'first'))];
    },
  };
}
