import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { byCursor } from '../../ui/paged-list.tsx';
import type { UsersSearch } from './search.ts';

/** What the room shows, as the API is asked for it. */
export const filtersOf = ({ role, state, q }: UsersSearch) => ({
  sort: '-created_at' as const,
  ...(role && { role }),
  ...(state && { is_active: state === 'active' }),
  ...(q && { q }),
});

export const usersQuery = (search: UsersSearch) =>
  infiniteQueryOptions({
    queryKey: ['users', 'list', search],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.users.list({ query: { ...filtersOf(search), ...(cursor && { cursor }) }, signal }),
    ...byCursor,
    placeholderData: keepPreviousData,
  });
