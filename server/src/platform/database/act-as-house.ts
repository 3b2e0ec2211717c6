import { sql } from 'kysely';
import type { Authority } from './authority.ts';
import type { Connection } from './database.ts';

async function setActorRole(connection: Connection, role: Authority['role']): Promise<void> {
  await sql`SELECT set_config('orderhouse.actor_role', ${role}, true)`.execute(connection);
}

/**
 * From here on the transaction acts as the house within the same store. Called once a caller's own policies have
 * shown that the row is theirs to act on, so that what follows (putting stock back, moving the order that holds
 * a vendor's part) may touch rows the caller cannot.
 */
export function actAsHouse(connection: Connection): Promise<void> {
  return setActorRole(connection, 'house');
}

/** Back under the caller's own policies, to read the answer as the caller may see it. */
export function actAsCaller(connection: Connection, caller: Authority): Promise<void> {
  return setActorRole(connection, caller.role);
}
