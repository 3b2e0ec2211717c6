import type { Connection } from '../../platform/database/database.ts';
import { insertUnclaimed } from '../../platform/files/statements.ts';
import { deleteOldImports } from './statements.ts';

/**
 * Deletes imports of the connection's store that ended before, with what was told of their rows. Nobody has written their
 * files since, so that whoever prunes unclaimed files may remove them at once.
 *
 * @returns how many.
 */
export async function pruneImports(connection: Connection, before: Date, limit: number): Promise<number> {
  const deleted = await deleteOldImports(connection, before, limit);
  const [first] = deleted;
  if (!first) return 0;
  const keys = deleted.map(({ file_key }) => file_key);
  await insertUnclaimed(connection, first.store_id, keys, before.toISOString());
  return deleted.length;
}
