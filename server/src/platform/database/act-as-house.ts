import { sql } from 'kysely';
import { type Authority, takeOn } from './authority.ts';
import type { Connection } from './database.ts';

/**
 * From here on the transaction acts as the house within the same store. Called once a caller's own policies have
 * shown that the row is theirs to act on, so that what follows (putting stock back, moving the order that holds
 * a vendor's part) may touch rows the caller cannot.
 */
export async function actAsHouse(connection: Connection): Promise<void> {
  await sql.raw(takeOn('house')).execute(connection);
}

/** Back under the caller's own policies, to read the answer as the caller may see it. */
export async function actAsCaller(connection: Connection, caller: Authority): Promise<void> {
  await sql.raw(takeOn(caller.role)).execute(connection);
}
