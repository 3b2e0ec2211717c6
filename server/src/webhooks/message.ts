import { createHash } from 'node:crypto';
import type { WebhookMessage } from '@orderhouse/contracts';

type Told = WebhookMessage['data'];

/** @returns the body of the webhook of an event: the same bytes at every attempt. */
export function messageBody(event: Told): string {
  const { id, type, subject_type, subject_id, customer_id, vendor_ids, actor_id, actor_role, data, occurred_at } =
    event;
  const message: WebhookMessage = {
    type,
    timestamp: occurred_at,
    data: { id, type, subject_type, subject_id, customer_id, vendor_ids, actor_id, actor_role, data, occurred_at },
  };
  return JSON.stringify(message);
}

/**
 * @returns a UUID (version 8, RFC 9562) that follows from an event and an endpoint: whoever decides anew that the one
 * goes to the other makes the same delivery.
 */
export function deliveryId(storeId: string, eventId: number, endpointId: string): string {
  const bytes = createHash('sha256').update(`${storeId}/${eventId}/${endpointId}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
