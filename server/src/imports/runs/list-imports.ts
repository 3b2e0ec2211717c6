import type { Import, ImportFault, imports, QueryOf } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Caller } from '../../platform/caller.ts';
import { listRequest, type PageOf, pageOf, type Sort } from '../../platform/database/keyset.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { presentImport } from './present-import.ts';
import { countFaults, countImports, readImport, selectFaults, selectImports } from './statements.ts';

const byCreated = { column: 'i.created_at', id: 'i.id', field: 'created_at', type: 'timestamptz' } as const;
const sorts: Readonly<Record<'-created_at' | 'created_at', Sort>> = {
  '-created_at': { ...byCreated, direction: 'desc' },
  created_at: { ...byCreated, direction: 'asc' },
};
const byId: Sort = { column: 'f.id', id: 'f.id', field: 'id', type: 'bigint', direction: 'asc' };

/** Imports that the caller may see: an admin all, a vendor its own. @throws DomainError `invalid_cursor` */
export async function listImports(
  runtime: Runtime,
  caller: Caller,
  query: QueryOf<typeof imports.list>,
): Promise<PageOf<Import>> {
  const request = listRequest(query, '-created_at');
  const sort = sorts[request.sort];
  const filter = query.kind ? sql`i.kind = ${query.kind}` : sql`true`;
  return runtime.database.read(caller, async (connection) => {
    const page = await pageOf(sort, request, selectImports(connection, filter, sort, request), () =>
      countImports(connection, filter),
    );
    return { ...page, data: page.data.map(presentImport) };
  });
}

/** @throws DomainError `not_found` also when it is somebody else's. */
export async function loadImport(runtime: Runtime, caller: Caller, id: string): Promise<Import> {
  const row = await runtime.database.read(caller, (connection) => readImport(connection, id));
  if (!row) throw new DomainError('not_found');
  return presentImport(row);
}

/** What is told of its rows, in the order of the file. @throws DomainError `not_found`, `invalid_cursor` */
export async function listFaults(
  runtime: Runtime,
  caller: Caller,
  id: string,
  query: QueryOf<typeof imports.errors>,
): Promise<PageOf<ImportFault>> {
  const request = listRequest(query, 'line_number');
  const ofKind = query.kind ? sql`f.kind = ${query.kind}` : sql`true`;
  const filter = sql`f.import_id = ${id} AND ${ofKind}`;
  return runtime.database.read(caller, async (connection) => {
    if (!(await readImport(connection, id))) throw new DomainError('not_found');
    return pageOf(byId, request, selectFaults(connection, filter, byId, request), () =>
      countFaults(connection, filter),
    );
  });
}

/** The first refusals of an import in lines of text, for the house at a terminal. */
export async function listRefusals(runtime: Runtime, storeId: string, id: string, limit: number): Promise<string[]> {
  const house = { storeId, actorId: null, role: 'house' } as const;
  const filter = sql`f.import_id = ${id} AND f.kind = 'refused'`;
  const request = listRequest({ limit }, 'line_number');
  const faults = await runtime.database.read(house, (connection) => selectFaults(connection, filter, byId, request));
  return faults
    .slice(0, limit)
    .map(({ line_number, column, reason }) => `line ${line_number}${column ? `, ${column}` : ''}: ${reason}`);
}
