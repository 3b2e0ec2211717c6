import type { BodyOf, WebhookEndpoint, webhookEndpoints } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { changesNothing, changesOf } from '../platform/changes.ts';
import { checkUrl } from './check-url.ts';
import { type EndpointRow, shownEndpoint } from './endpoint.ts';
import { endpointEvent, withoutPath } from './endpoint-event.ts';
import { type EndpointChange, updateEndpoint as writeEndpoint } from './endpoint-statements.ts';
import { loadEndpoint, lockForChange } from './load-endpoint.ts';
import type { Webhooks } from './webhooks.ts';

type Change = BodyOf<typeof webhookEndpoints.update>;

function switched(before: EndpointRow, is_enabled: boolean, now: Date): Partial<EndpointChange> {
  if (before.is_enabled === is_enabled) return {};
  // What is switched on again has its whole time to recover.
  return is_enabled
    ? { disabled_at: null, disabled_reason: null, failing_since: null }
    : { disabled_at: now.toISOString(), disabled_reason: 'by_admin' };
}

/**
 * Changes an endpoint, or switches it off or on. What is due meanwhile fails and can be replayed.
 *
 * @throws DomainError `not_found`, `precondition_failed`, `validation_failed`
 */
export async function updateEndpoint(
  { runtime, settings }: Webhooks,
  caller: Caller,
  id: string,
  change: Change,
  expectedVersion: number | null = null,
): Promise<WebhookEndpoint> {
  if (change.url !== undefined) await checkUrl(change.url, settings.webhook_allow_private);
  return runtime.database.transact(caller, async (connection) => {
    const before = await lockForChange(connection, id, expectedVersion);
    const now = runtime.clock.now();
    if (changesNothing(before, change)) return shownEndpoint(before, now);
    const after = { ...before, ...change, ...switched(before, change.is_enabled ?? before.is_enabled, now) };
    await writeEndpoint(connection, id, after, now.toISOString());
    const changes = changesOf(before, change);
    const told = { before: withoutPath(changes.before), after: withoutPath(changes.after) };
    await appendEvents(connection, caller, now, [endpointEvent('webhook_endpoint.updated', id, told)]);
    return shownEndpoint(await loadEndpoint(connection, id), now);
  });
}
