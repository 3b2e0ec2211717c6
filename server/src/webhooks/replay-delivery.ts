import type { WebhookDelivery } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Connection } from '../platform/database/database.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type DeliveryState, lockDeliveryState, readDeliverySummary, restartDelivery } from './delivery-statements.ts';
import { endpointEvent } from './endpoint-event.ts';
import { readEndpoint } from './endpoint-statements.ts';
import type { Webhooks } from './webhooks.ts';

/** Whether it is being sent, or due at once as it is. */
function isUnderWay({ status, next_attempt_at, claimed_until }: DeliveryState, now: Date): boolean {
  if (status !== 'pending') return false;
  const isDue = next_attempt_at !== null && new Date(next_attempt_at) <= now;
  return isDue || (claimed_until !== null && new Date(claimed_until) > now);
}

async function summaryOf(connection: Connection, id: string): Promise<WebhookDelivery> {
  const delivery = await readDeliverySummary(connection, id);
  if (!delivery) throw new DomainError('not_found');
  return delivery;
}

/**
 * Sends a delivery once more, at once and with all its retries, under the `webhook-id` that it has.
 *
 * @throws DomainError `not_found`, `webhook_endpoint_disabled`
 */
export async function replayDelivery({ runtime }: Webhooks, caller: Caller, id: string): Promise<WebhookDelivery> {
  return runtime.database.transact(caller, async (connection) => {
    const state = await lockDeliveryState(connection, id);
    const endpoint = state && (await readEndpoint(connection, state.endpoint_id));
    if (!endpoint) throw new DomainError('not_found');
    if (!endpoint.is_enabled) throw new DomainError('webhook_endpoint_disabled');
    const now = runtime.clock.now();
    if (isUnderWay(state, now)) return summaryOf(connection, id);
    await restartDelivery(connection, id, now.toISOString());
    await appendEvents(connection, caller, now, [
      endpointEvent('webhook_endpoint.delivery_replayed', endpoint.id, { delivery_id: id }),
    ]);
    return summaryOf(connection, id);
  });
}
