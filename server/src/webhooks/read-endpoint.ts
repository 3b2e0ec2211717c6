import type { WebhookEndpoint } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { shownEndpoint } from './endpoint.ts';
import { loadEndpoint } from './load-endpoint.ts';
import type { Webhooks } from './webhooks.ts';

/** @throws DomainError `not_found` */
export async function readEndpoint(
  { runtime }: Pick<Webhooks, 'runtime'>,
  caller: Caller,
  id: string,
): Promise<WebhookEndpoint> {
  const row = await runtime.database.read(caller, (connection) => loadEndpoint(connection, id));
  return shownEndpoint(row, runtime.clock.now());
}
