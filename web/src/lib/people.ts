import type { Role } from '@orderhouse/contracts';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

export const roleWords: Readonly<Record<Role, string>> = { admin: 'Admin', vendor: 'Vendor', customer: 'Customer' };

const minute_ms = 60_000;

/** An account of the store, for those who manage accounts. Names change seldom: one is asked for once and kept. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['users', 'one', id],
    queryFn: ({ signal }) => client.users.get({ params: { id }, signal }),
    staleTime: 5 * minute_ms,
  });
