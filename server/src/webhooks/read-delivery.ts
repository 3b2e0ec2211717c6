import type { WebhookDeliveryDetails } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { readDelivery as selectDelivery } from './delivery-statements.ts';
import type { Webhooks } from './webhooks.ts';

/** One delivery with what was sent and answered, also of an endpoint that was deleted. @throws DomainError `not_found` */
export async function readDelivery({ runtime }: Webhooks, caller: Caller, id: string): Promise<WebhookDeliveryDetails> {
  const delivery = await runtime.database.read(caller, (connection) => selectDelivery(connection, id));
  if (!delivery) throw new DomainError('not_found');
  return delivery;
}
