import type { Log } from '../log.ts';
import type { Runtime } from '../runtime.ts';
import type { Files } from './files.ts';
import { deleteUnclaimed } from './statements.ts';

export interface DiscardParts {
  runtime: Runtime;
  files: Files;
  log: Pick<Log, 'warn'>;
}

/**
 * Removes files that are noted as unclaimed, and then their notes. Never throws: the answer of whoever asks stands already,
 * and what is left is pruned.
 *
 * @param late those that somebody may still write: they stay noted, and are removed once more.
 */
export async function discardFiles(
  { runtime, files, log }: DiscardParts,
  storeId: string,
  keys: readonly string[],
  late: readonly string[] = [],
): Promise<void> {
  try {
    await files.remove([...keys, ...late]);
    await runtime.database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
      deleteUnclaimed(connection, keys),
    );
  } catch (error) {
    log.warn({ err: error, store_id: storeId }, 'files that nobody needs were not removed yet');
  }
}
