import type { Connection } from '../platform/database/database.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import type { EndpointRow } from './endpoint.ts';
import { lockEndpoint, readEndpoint } from './endpoint-statements.ts';

/** @throws DomainError `not_found` */
export async function loadEndpoint(connection: Connection, id: string): Promise<EndpointRow> {
  const row = await readEndpoint(connection, id);
  if (!row) throw new DomainError('not_found');
  return row;
}

/** The endpoint, locked until the transaction ends. @throws DomainError `not_found`, `precondition_failed` */
export async function lockForChange(
  connection: Connection,
  id: string,
  expectedVersion: number | null = null,
): Promise<EndpointRow> {
  const row = await lockEndpoint(connection, id);
  if (!row) throw new DomainError('not_found');
  expectVersion(row.version, expectedVersion);
  return row;
}
