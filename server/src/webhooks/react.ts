import { eventTypes } from '@orderhouse/contracts';
import type { LoggedEvent, Reaction } from '../events/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { NewJob } from '../platform/queue/job-queue.ts';
import { deliverJob } from './deliver-job.ts';
import { inStatements, messagesOf } from './deliveries-of.ts';
import { insertDeliveries } from './delivery-statements.ts';
import { listSubscriptions } from './endpoint-statements.ts';

const asking: readonly string[] = ['webhook_endpoint.tested', 'webhook_endpoint.delivery_replayed'];

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
      const jobs: NewJob[] = events.filter(({ type }) => asking.includes(type)).map(askedFor);
      const told = events.filter(({ type }) => !asking.includes(type));
      const stores = [...new Set(told.map(({ store_id }) => store_id))];
      const subscriptions = stores.length > 0 ? await listSubscriptions(connection, stores) : [];
      for (const messages of inStatements(messagesOf(told, subscriptions, clock.now().toISOString()))) {
        await insertDeliveries(connection, messages);
        for (const { store_id, deliveries } of messages) {
          jobs.push(...deliveries.map(({ id }) => deliverJob(store_id, id, 'first')));
        }
      }
      return jobs;
    },
  };
}
