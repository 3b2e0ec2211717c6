import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Import, ImportFormat, ImportKind, ImportOptions } from '@orderhouse/contracts';
import { type Actor, appendEvents } from '../../events/index.ts';
import { claimFile, noteFile } from '../../platform/files/keep-file.ts';
import { newId } from '../../platform/ids.ts';
import { ImportRefused } from '../import-refused.ts';
import { importEvent } from './import-event.ts';
import { presentImport } from './present-import.ts';
import { type ImportParts, runImport } from './run-import.ts';
import { insertImport, type NewImport, readImport } from './statements.ts';

export interface LocalImport {
  storeId: string;
  /** Its path on this machine. */
  file: string;
  kind: ImportKind;
  format: Exclude<ImportFormat, 'online-retail'>;
  dry_run: boolean;
  options: ImportOptions;
  /** Whose products are that are new and name no vendor. */
  vendorId: string | null;
  /** Told now and then how far it is. */
  progress?: (row: Import) => void;
}

const look_every_ms = 250;
const ended = new Set<Import['status']>(['finished', 'failed', 'cancelled']);

async function bytesOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw new ImportRefused(`the file cannot be read: ${(error as NodeJS.ErrnoException).code}`, { cause: error });
  }
}

/**
 * Brings a file of this machine in, as `POST /imports` does, on behalf of the house itself, and waits for its end; for
 * other imports of the store, too.
 *
 * @throws ImportRefused when the file cannot be read; what is wrong with its content stands in the import.
 */
export async function importLocalFile(parts: ImportParts, wanted: LocalImport): Promise<Import> {
  const { runtime, files } = parts;
  const { storeId, file, kind, format, dry_run, options, vendorId, progress } = wanted;
  const house: Actor = { storeId, actorId: null, role: 'house' };
  const now = runtime.clock.now();
  const id = newId(now);
  const row: NewImport = {
    ...{ id, kind, format, dry_run, options, file_name: basename(file), file_key: `imports/${id}.bin` },
    ...{ file_bytes: await bytesOf(file), actor_id: null, actor_role: 'house', vendor_id: vendorId },
    created_at: now.toISOString(),
  };
  await noteFile(runtime, storeId, row.file_key);
  await files.write(row.file_key, createReadStream(file), { content_type: 'application/octet-stream' });
  await runtime.database.transact(house, async (connection) => {
    await insertImport(connection, storeId, row);
    await claimFile(connection, house, row.file_key);
    await appendEvents(connection, house, now, [importEvent('import.queued', row)]);
  });
  const look = async () => {
    const there = await runtime.database.transact(house, (connection) => readImport(connection, id));
    if (!there) throw new Error('the import was deleted while it ran');
    return presentImport(there);
  };
  const running = new AbortController();
  const watching = (async () => {
    while (!running.signal.aborted) {
      progress?.(await look());
      await delay(look_every_ms, undefined, { signal: running.signal }).catch(() => undefined);
    }
  })();
  try {
    // Another import of the store has its turn first: it is tried again until it is ours, or somebody else did it.
    for (;;) {
      await runImport(parts, { store_id: storeId, import_id: id }, true);
      const there = await look();
      if (ended.has(there.status)) return there;
      await delay(look_every_ms);
    }
  } finally {
    running.abort();
    await watching;
  }
}
