import { actAsCaller, actAsHouse } from '../database/act-as-house.ts';
import type { Authority } from '../database/authority.ts';
import type { Connection } from '../database/database.ts';
import { insertUnclaimed } from './statements.ts';

/** In the transaction that deletes the rows of files: they are removed by `discardFiles` after it, or by who prunes. */
export async function giveFilesUp(
  connection: Connection,
  caller: Authority,
  keys: readonly string[],
  at: Date,
): Promise<void> {
  if (keys.length === 0) return;
  await actAsHouse(connection);
  await insertUnclaimed(connection, caller.storeId, keys, at.toISOString());
  await actAsCaller(connection, caller);
}
