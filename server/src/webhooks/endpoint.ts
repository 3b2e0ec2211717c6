import type { WebhookEndpoint } from '@orderhouse/contracts';
import { newSecret, type Sealer } from './secret.ts';

/** An endpoint as it is kept. */
export interface EndpointRow extends WebhookEndpoint {
  secret_sealed: string;
  previous_secret_sealed: string | null;
}

/** Where a secret belongs: it opens for no other endpoint. */
export function placeOf(storeId: string, endpointId: string): string {
  return `webhook-endpoint/${storeId}/${endpointId}`;
}

/** @returns a new secret, sealed for its endpoint. */
export function newSealedSecret(sealer: Sealer, storeId: string, endpointId: string): string {
  return sealer.seal(newSecret(), placeOf(storeId, endpointId));
}

/** @returns what an admin may see. A secret of before that signs no more is not told of. */
export function shownEndpoint(row: EndpointRow, now: Date): WebhookEndpoint {
  const { secret_sealed: _secret, previous_secret_sealed: _previous, ...shown } = row;
  return { ...shown, previous_secret_until: overlapOf(row, now) };
}

/** @returns until when the secret of before signs as well; null when it does not. */
export function overlapOf({ previous_secret_until }: Pick<EndpointRow, 'previous_secret_until'>, now: Date) {
  return previous_secret_until !== null && new Date(previous_secret_until) > now ? previous_secret_until : null;
}
