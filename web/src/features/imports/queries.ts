import type { Import, ImportFault, ImportKind } from '@orderhouse/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { byCursor } from '../../ui/paged-list.tsx';

const progress_every_ms = 1_000;

export const isUnderWay = ({ status }: Pick<Import, 'status'>) => status === 'waiting' || status === 'running';

export const allImports = (filters: { kind?: ImportKind }) =>
  infiniteQueryOptions({
    queryKey: ['imports', 'list', filters],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.imports.list({ query: { ...filters, ...(cursor && { cursor }) }, signal }),
    ...byCursor,
    // Events tell that one begins and ends, not how far it is.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(isUnderWay)) ? progress_every_ms : false,
  });

export const oneImport = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => client.imports.get({ params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? progress_every_ms : false),
  });

/** What is to be told of rows. A run that is done anew tells it anew. */
export const faultsOf = ({ id, started_at }: Import, kind: ImportFault['kind'] | undefined) =>
  infiniteQueryOptions({
    queryKey: ['imports', 'faults', id, started_at, kind],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.imports.errors({ params: { id }, query: { ...(kind && { kind }), ...(cursor && { cursor }) }, signal }),
    ...byCursor,
  });
