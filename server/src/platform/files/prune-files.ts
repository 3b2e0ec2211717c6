import type { Connection } from '../database/database.ts';
import type { Log } from '../log.ts';
import { type Files, FilesLeft } from './files.ts';
import { deleteUnclaimed, lockUnclaimed, postponeUnclaimed } from './statements.ts';

/**
 * Nobody is at it for as long: a request ends after an hour, its transaction after a minute, and a job that makes sizes
 * within minutes. The rest is for large files on slow lines, for clocks that differ, and for machines that were asleep.
 */
export const unclaimed_keep_days = 1;
const keep_ms = unclaimed_keep_days * 86_400_000;

/**
 * Removes the files of the connection's store that have been unclaimed since before, and their notes; at most so many. One
 * that cannot be removed stays noted, and is tried again after the same time. Where the commit fails, files are removed twice.
 *
 * @returns how many.
 */
export async function pruneFiles(
  { files, log }: { files: Pick<Files, 'remove'>; log: Pick<Log, 'error'> },
  connection: Connection,
  before: Date,
  limit: number,
): Promise<number> {
  const keys = await lockUnclaimed(connection, before, limit);
  if (keys.length === 0) return 0;
  const left = new Set(await removeAll(files, keys, log));
  const removed = keys.filter((key) => !left.has(key));
  await deleteUnclaimed(connection, removed);
  if (left.size > 0) await postponeUnclaimed(connection, [...left], new Date(before.getTime() + keep_ms).toISOString());
  return removed.length;
}

/** @returns those that are left. */
async function removeAll(
  files: Pick<Files, 'remove'>,
  keys: readonly string[],
  log: Pick<Log, 'error'>,
): Promise<readonly string[]> {
  try {
    await files.remove(keys);
    return [];
  } catch (error) {
    log.error({ err: error }, 'files that nobody needs could not be removed, and are tried again tomorrow');
    return error instanceof FilesLeft ? error.keys : keys;
  }
}
