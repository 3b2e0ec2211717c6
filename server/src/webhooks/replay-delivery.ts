import type { WebhookDelivery } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Connection } from '../platform/database/database.ts';
import { DomainError } from '../platform/domain-error.ts';
import { lockDelivery, readDeliverySummary, restartDelivery } from './delivery-statements.ts';
import { endpointEvent } from './endpoint-event.ts';
import { readEndpoint } from './endpoint-statements.ts';
import type { Webhooks } from './webhooks.ts';

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
    const delivery = await lockDelivery(connection, id);
    const endpoint = delivery && (await readEndpoint(connection, delivery.endpoint_id));
    if (!endpoint) throw new DomainError('not_found');
    if (!endpoint.is_enabled) throw new DomainError('webhook_endpoint_disabled');
    if (delivery.is_under_way) return summaryOf(connection, id);
    await restartDelivery(connection, id);
    await appendEvents(connection, caller, runtime.clock.now(), [
      endpointEvent('webhook_endpoint.delivery_replayed', endpoint.id, { delivery_id: id }),
    ]);
    return summaryOf(connection, id);
  });
}
