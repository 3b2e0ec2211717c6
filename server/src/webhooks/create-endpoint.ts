import { type BodyOf, limits, type WebhookEndpointWithSecret, type webhookEndpoints } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { Connection } from '../platform/database/database.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Claim } from '../platform/idempotency/claim.ts';
import { type Once, once } from '../platform/idempotency/once.ts';
import { newId } from '../platform/ids.ts';
import { checkUrl } from './check-url.ts';
import { newSealedSecret, placeOf, shownEndpoint } from './endpoint.ts';
import { endpointEvent, withoutPath } from './endpoint-event.ts';
import { countEndpoints, insertEndpoint, lockNumberOfEndpoints } from './endpoint-statements.ts';
import { loadEndpoint } from './load-endpoint.ts';
import type { Webhooks } from './webhooks.ts';

/** What one event costs the dispatcher is bounded by it. */
async function expectRoom(connection: Connection, storeId: string): Promise<void> {
  await lockNumberOfEndpoints(connection, storeId);
  if ((await countEndpoints(connection)) < limits.webhook_endpoints_max) return;
  throw new DomainError('too_many_webhook_endpoints');
}

/**
 * Has events sent somewhere. The secret is told here and never again, but to a repeat with the same key: what is kept
 * for that is sealed as the endpoint's own.
 *
 * @throws DomainError `validation_failed`, `too_many_webhook_endpoints`
 */
export async function createEndpoint(
  { runtime, settings, sealer }: Webhooks,
  caller: Caller,
  { url, event_types, description = '' }: BodyOf<typeof webhookEndpoints.create>,
  claim: Claim | null = null,
): Promise<Once<WebhookEndpointWithSecret>> {
  await checkUrl(url, settings.webhook_allow_private);
  const { storeId } = caller;
  const now = runtime.clock.now();
  const made = await once(runtime.database, caller, claim, async (connection) => {
    await expectRoom(connection, storeId);
    const id = newId(now);
    const secret_sealed = newSealedSecret(sealer, storeId, id);
    await insertEndpoint(connection, storeId, { id, url, description, event_types, secret_sealed }, now.toISOString());
    await appendEvents(connection, caller, now, [
      endpointEvent('webhook_endpoint.created', id, withoutPath({ url, event_types })),
    ]);
    return { endpoint: shownEndpoint(await loadEndpoint(connection, id), now), secret_sealed };
  });
  const { endpoint, secret_sealed } = made.body;
  const secret = sealer.open(secret_sealed, placeOf(storeId, endpoint.id));
  return { replayed: made.replayed, body: { ...endpoint, secret } };
}
