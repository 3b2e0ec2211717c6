import type { WebhookEndpointWithSecret } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import { newSealedSecret, placeOf, shownEndpoint } from './endpoint.ts';
import { endpointEvent } from './endpoint-event.ts';
import { replaceSecret } from './endpoint-statements.ts';
import { loadEndpoint, lockForChange } from './load-endpoint.ts';
import { openedOrNull } from './secret.ts';
import type { Webhooks } from './webhooks.ts';

const overlap_seconds_usual = 86_400;

/** Signs with a new secret; for a while the one of before signs as well, if it can be read. @throws DomainError `not_found` */
export async function rotateSecret(
  { runtime, sealer }: Webhooks,
  caller: Caller,
  id: string,
  { overlap_seconds = overlap_seconds_usual }: { overlap_seconds?: number },
  claim: Claim | null = null,
): Promise<Once<WebhookEndpointWithSecret>> {
  const { storeId } = caller;
  const now = runtime.clock.now();
  const rotated = await once(runtime.database, caller, claim, async (connection) => {
    const { secret_sealed: before } = await lockForChange(connection, id);
    // What was sealed with a key that is lost signs no more.
    const isReadable = openedOrNull(sealer, before, placeOf(storeId, id)) !== null;
    const overlap_ms = isReadable ? overlap_seconds * 1_000 : 0;
    const overlap_until = new Date(now.getTime() + overlap_ms).toISOString();
    const secret_sealed = newSealedSecret(sealer, storeId, id);
    await replaceSecret(connection, id, { secret_sealed, overlap_until }, now.toISOString());
    await appendEvents(connection, caller, now, [
      endpointEvent('webhook_endpoint.secret_rotated', id, { overlap_until }),
    ]);
    return { endpoint: shownEndpoint(await loadEndpoint(connection, id), now), secret_sealed };
  });
  const { endpoint, secret_sealed } = rotated.body;
  return {
    replayed: rotated.replayed,
    body: { ...endpoint, secret: sealer.open(secret_sealed, placeOf(storeId, id)) },
  };
}
