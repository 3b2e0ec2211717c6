import type { EventType } from '@orderhouse/contracts';
import type { NewEvent } from '../events/index.ts';

/** What happened to an endpoint, for its store's admins. */
export function endpointEvent(
  type: Extract<EventType, `webhook_endpoint.${string}`>,
  endpointId: string,
  data: Record<string, unknown> = {},
): NewEvent {
  return { type, subject_type: 'webhook_endpoint', subject_id: endpointId, data };
}

/** What the log tells of an endpoint's address: where it is, not the whole, which often holds a token of the receiver. */
export function withoutPath<T extends { url?: unknown }>({ url, ...rest }: T): Omit<T, 'url'> & { host?: string } {
  return { ...rest, ...(typeof url === 'string' && { host: new URL(url).host }) };
}
