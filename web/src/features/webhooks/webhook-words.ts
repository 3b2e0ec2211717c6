import type { WebhookDelivery, WebhookEndpoint } from '@orderhouse/contracts';
import { eventWords } from '../../lib/event-words.ts';
import type { Tone } from '../../ui/status.tsx';

interface Told {
  tone: Tone;
  word: string;
}

const disabledWords = {
  by_admin: 'Switched off',
  failing: 'Switched off: it failed for too long',
  gone: 'Switched off: it said that it is gone',
} as const;

export function stateOfEndpoint(endpoint: WebhookEndpoint): Told {
  const { is_enabled, disabled_reason, failing_since } = endpoint;
  if (!is_enabled)
    return {
      tone: disabled_reason === 'by_admin' ? 'over' : 'bad',
      word: disabledWords[disabled_reason ?? 'by_admin'],
    };
  return failing_since === null ? { tone: 'good', word: 'On' } : { tone: 'waiting', word: 'On, but failing' };
}

export const deliveryWords: Readonly<Record<WebhookDelivery['status'], Told>> = {
  pending: { tone: 'busy', word: 'Under way' },
  delivered: { tone: 'good', word: 'Delivered' },
  failed: { tone: 'bad', word: 'Failed' },
};

/** @returns host and path of an address, without what every one begins with. */
export function shortUrl(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

/** @returns what an endpoint is told of, in a few words: `Order placed, Order cancelled and 3 more`. */
export function toldOf({ event_types }: Pick<WebhookEndpoint, 'event_types'>, named = 2): string {
  const names = event_types.slice(0, named).map((type) => eventWords[type]);
  const rest = event_types.length - names.length;
  return rest === 0 ? names.join(', ') : `${names.join(', ')} and ${rest} more`;
}

/** @returns a body as it is read best: JSON on lines of its own, anything else as it came. */
export function readableBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** @returns how the last attempt was answered. */
export function answerOf({ response_status, last_error, attempts }: WebhookDelivery): string {
  if (attempts === 0) return 'Not sent yet';
  return response_status === null ? (last_error ?? 'No answer') : `HTTP ${response_status}`;
}
