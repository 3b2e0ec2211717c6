import type { Authority } from '../platform/database/authority.ts';
import type { Runtime } from '../platform/runtime.ts';
import { findFirstOwner, findUserByEmail } from './statements.ts';

/**
 * Who gets the products that the house brings in: the named account or, without a name, the store's first active
 * vendor or else its first active admin.
 */
export async function findProductOwner(
  runtime: Runtime,
  storeId: string,
  email?: string,
): Promise<{ id: string; email: string } | undefined> {
  const house: Authority = { storeId, actorId: null, role: 'house' };
  return runtime.database.transact(house, (connection) =>
    email === undefined ? findFirstOwner(connection) : findUserByEmail(connection, email),
  );
}
