import type { WebhookDelivery } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { newId } from '../platform/ids.ts';
import { insertDeliveries, readDeliverySummary } from './delivery-statements.ts';
import { endpointEvent } from './endpoint-event.ts';
import { loadEndpoint } from './load-endpoint.ts';
import { messageBody } from './message.ts';
import type { Webhooks } from './webhooks.ts';

/**
 * Has a test sent, once. The event in the log is what makes the job of it, so nothing waits for the receiver here.
 *
 * @throws DomainError `not_found`
 */
export async function sendTest({ runtime }: Webhooks, caller: Caller, endpointId: string): Promise<WebhookDelivery> {
  const now = runtime.clock.now();
  const created_at = now.toISOString();
  return runtime.database.transact(caller, async (connection) => {
    await loadEndpoint(connection, endpointId);
    const id = newId(now);
    const event = endpointEvent('webhook_endpoint.tested', endpointId, { delivery_id: id });
    const request_body = messageBody({
      ...event,
      // The log gives out its ids later.
      id: 0,
      data: { delivery_id: id },
      customer_id: null,
      vendor_ids: [],
      actor_id: caller.actorId,
      actor_role: caller.role,
      occurred_at: created_at,
    });
    const test = { store_id: caller.storeId, event_id: null, event_type: event.type, is_test: true };
    const deliveries = [{ id, endpoint_id: endpointId }];
    await insertDeliveries(connection, [{ ...test, request_body, created_at, deliveries }]);
    await appendEvents(connection, caller, now, [event]);
    const made = await readDeliverySummary(connection, id);
    if (!made) throw new DomainError('not_found');
    return made;
  });
}
