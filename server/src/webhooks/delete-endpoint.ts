import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { endpointEvent, withoutPath } from './endpoint-event.ts';
import { softDeleteEndpoint } from './endpoint-statements.ts';
import { lockForChange } from './load-endpoint.ts';
import type { Webhooks } from './webhooks.ts';

/** Sends nothing there any more, and forgets the secrets. @throws DomainError `not_found`, `precondition_failed` */
export async function deleteEndpoint(
  { runtime }: Webhooks,
  caller: Caller,
  id: string,
  expectedVersion: number | null = null,
): Promise<void> {
  await runtime.database.transact(caller, async (connection) => {
    const { url } = await lockForChange(connection, id, expectedVersion);
    const now = runtime.clock.now();
    await softDeleteEndpoint(connection, id, now.toISOString());
    await appendEvents(connection, caller, now, [endpointEvent('webhook_endpoint.deleted', id, withoutPath({ url }))]);
  });
}
