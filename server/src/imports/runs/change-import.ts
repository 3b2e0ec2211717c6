import type { Import } from '@orderhouse/contracts';
import { appendEvents } from '../../events/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../../platform/database/act-as-house.ts';
import type { Connection } from '../../platform/database/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { resumePictures } from '../pictures/note-pictures.ts';
import { holdPictures } from '../pictures/statements.ts';
import { importEvent } from './import-event.ts';
import { importJob } from './import-job.ts';
import { presentImport } from './present-import.ts';
import type { ImportParts } from './run-import.ts';
import {
  deleteFaults,
  endImport,
  type ImportRow,
  lockImport,
  readImport,
  requeueImport,
  resumeImport,
} from './statements.ts';

async function lockOwn(connection: Connection, id: string): Promise<ImportRow> {
  const row = await lockImport(connection, id);
  if (!row) throw new DomainError('not_found');
  return row;
}

async function reload(connection: Connection, id: string): Promise<Import> {
  const row = await readImport(connection, id);
  if (!row) throw new DomainError('not_found');
  return presentImport(row);
}

const notAllowed = (detail: string) => new DomainError('import_transition_not_allowed', { detail });

/** Ends an import; the batch that is being written is undone, those before it stay. @throws DomainError `not_found`, `import_transition_not_allowed` */
export async function cancelImport(
  { runtime }: Pick<ImportParts, 'runtime'>,
  caller: Caller,
  id: string,
): Promise<Import> {
  return runtime.database.transact(caller, async (connection) => {
    const row = await lockOwn(connection, id);
    if (row.status === 'cancelled') return presentImport(row);
    if (row.status === 'finished' || row.status === 'failed') throw notAllowed(`It is ${row.status}.`);
    const now = runtime.clock.now();
    await endImport(connection, id, { status: 'cancelled', problem: null, at: now.toISOString() });
    await actAsHouse(connection);
    await holdPictures(connection, id);
    await actAsCaller(connection, caller);
    await appendEvents(connection, caller, now, [importEvent('import.cancelled', row)]);
    return reload(connection, id);
  });
}

/**
 * Has an import done: in earnest after a dry run or instead of one that waits, from where it ended after a failure or a
 * cancellation.
 *
 * @throws DomainError `not_found`, `import_transition_not_allowed`, `import_file_gone`
 */
export async function runAgain({ runtime, queue, files }: ImportParts, caller: Caller, id: string): Promise<Import> {
  return runtime.database.transact(caller, async (connection) => {
    const row = await lockOwn(connection, id);
    const isUnderWay = row.status === 'waiting' || row.status === 'running';
    if (isUnderWay && !row.dry_run) {
      // Its job may have been lost with its queue; one too many finds nothing to do.
      await actAsHouse(connection);
      await queue.enqueue(connection, [importJob(caller.storeId, row, `again-${runtime.clock.now().getTime()}`)]);
      return presentImport(row);
    }
    if (row.status === 'running') throw notAllowed('The dry run is running.');
    if (row.status === 'finished' && !row.dry_run) throw notAllowed('It is done.');
    // A dry run that has ended by itself, or that has not begun, goes on in earnest; one that broke off is tried again.
    const isToBeReal = row.status === 'finished' || row.status === 'waiting';
    const file = await files.read(row.file_key, { start: 0, end: 0 });
    if (file === null) throw new DomainError('import_file_gone');
    file.stream.destroy();
    // What broke off is decided anew where it changed nothing: the store may have changed since.
    await actAsHouse(connection);
    if (row.dry_run) {
      await deleteFaults(connection, id);
      await requeueImport(connection, id, !isToBeReal);
    } else {
      await resumeImport(connection, id);
      await resumePictures(connection, queue, { storeId: caller.storeId, import_id: id, now: runtime.clock.now() });
    }
    const again = { ...row, dry_run: row.dry_run && !isToBeReal };
    await queue.enqueue(connection, [importJob(caller.storeId, { id, run_no: row.run_no + 1 })]);
    await actAsCaller(connection, caller);
    await appendEvents(connection, caller, runtime.clock.now(), [importEvent('import.queued', again)]);
    return reload(connection, id);
  });
}
