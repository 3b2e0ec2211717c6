import { webhookDeliveryStatuses } from '@orderhouse/contracts';
import { given, idOf, oneOf } from '../../lib/search-params.ts';

/** What of an endpoint's room stands in its address: which deliveries, and the one that is open. */
export function webhookSearch(search: Record<string, unknown>) {
  return given({ status: oneOf(search.status, webhookDeliveryStatuses), delivery: idOf(search.delivery) });
}
export type WebhookSearch = ReturnType<typeof webhookSearch>;
