import { actAsCaller, actAsHouse } from '../database/act-as-house.ts';
import type { Authority } from '../database/authority.ts';
import type { Connection } from '../database/database.ts';
import { DomainError } from '../domain-error.ts';
import type { Once } from '../idempotency/once.ts';
import type { Runtime } from '../runtime.ts';
import { type DiscardParts, discardFiles } from './discard-files.ts';
import { parseFileKey } from './file-key.ts';
import { deleteUnclaimed, insertUnclaimed } from './statements.ts';

/** Commits that a file may have to be removed: before it is written, so that it is known to somebody at any moment. */
export async function noteFile({ database, clock }: Runtime, storeId: string, key: string): Promise<void> {
  parseFileKey(key);
  await database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
    insertUnclaimed(connection, storeId, [key], clock.now().toISOString()),
  );
}

/**
 * In the transaction whose rows make a file known, once the caller may: from its commit on nobody removes it.
 * @throws when it was removed already, because this took longer than it is kept for.
 */
export async function claimFile(connection: Connection, caller: Authority, key: string): Promise<void> {
  await actAsHouse(connection);
  const claimed = await deleteUnclaimed(connection, [key]);
  await actAsCaller(connection, caller);
  if (claimed !== 1) throw new Error(`the file ${key} was removed before its row was written`);
}

/**
 * Writes a file, and has `keep` make it known by `claimFile`. Where `keep` refuses, or answers what an earlier request was
 * answered, the file is removed again. After any other error its rows may be there all the same: who prunes finds out.
 */
export async function keepFile<T>(
  parts: DiscardParts,
  { storeId }: Pick<Authority, 'storeId'>,
  key: string,
  write: () => Promise<{ bytes: number }>,
  keep: (bytes: number) => Promise<Once<T>>,
): Promise<Once<T>> {
  await noteFile(parts.runtime, storeId, key);
  const { bytes } = await write();
  try {
    const done = await keep(bytes);
    if (done.replayed) await discardFiles(parts, storeId, [key]);
    return done;
  } catch (error) {
    if (error instanceof DomainError) await discardFiles(parts, storeId, [key]);
    throw error;
  }
}
