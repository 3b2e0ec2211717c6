import { roles } from '@orderhouse/contracts';
import { given, oneOf, textOf } from '../../lib/search-params.ts';

/** What of the room stands in its address. */
export function usersSearch(search: Record<string, unknown>) {
  return given({
    role: oneOf(search.role, roles),
    state: oneOf(search.state, ['active', 'deactivated']),
    q: textOf(search.q),
  });
}
export type UsersSearch = ReturnType<typeof usersSearch>;
