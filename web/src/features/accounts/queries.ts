import { queryOptions } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';

/** The account of who is here, as it is now. */
export const profileQuery = queryOptions({
  queryKey: ['users', 'me'],
  queryFn: ({ signal }) => client.auth.me({ signal }),
});
