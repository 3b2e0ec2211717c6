import { problems } from '@orderhouse/contracts';
import { type Actor, appendEvents } from '../../events/index.ts';
import type { Connection } from '../../platform/database/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Files } from '../../platform/files/files.ts';
import type { JobQueue } from '../../platform/queue/job-queue.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { ImportRefused } from '../import-refused.ts';
import { expectAlive, tryLockImports } from '../statements.ts';
import { bringIn } from './bring-in.ts';
import { importEvent } from './import-event.ts';
import { type ImportPayload, importJob } from './import-job.ts';
import { ImportStopped } from './pass.ts';
import { endImport, type ImportRow, lockImport, readNextWaiting, startImport } from './statements.ts';

export interface ImportParts {
  runtime: Runtime;
  queue: Pick<JobQueue, 'enqueue'>;
  files: Files;
}

const houseOf = (storeId: string): Actor => ({ storeId, actorId: null, role: 'house' });

/** Whoever brought the file did what its import does. */
export function actorOf(storeId: string, { actor_id, actor_role }: ImportRow): Actor {
  return { storeId, actorId: actor_id, role: actor_role };
}

/** @returns the import, running from now on; null when it is not to be done, or no more. */
async function begin({ runtime }: ImportParts, { store_id, import_id }: ImportPayload): Promise<ImportRow | null> {
  const now = runtime.clock.now();
  return runtime.database.transact(houseOf(store_id), async (connection) => {
    const row = await lockImport(connection, import_id);
    if (row?.status === 'running') return row;
    if (row?.status !== 'waiting') return null;
    await startImport(connection, import_id, now.toISOString());
    await appendEvents(connection, actorOf(store_id, row), now, [importEvent('import.started', row)]);
    return { ...row, status: 'running' };
  });
}

/** Ends a run, unless somebody has ended it already. */
export async function endRun(
  { runtime }: Pick<ImportParts, 'runtime'>,
  storeId: string,
  id: string,
  problem: string | null,
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.database.transact(houseOf(storeId), async (connection) => {
    const row = await lockImport(connection, id);
    if (row?.status !== 'running') return;
    const status = problem === null ? 'finished' : 'failed';
    await endImport(connection, id, { status, problem, at: now.toISOString() });
    const { created, updated, unchanged, refused } = row;
    const data = problem === null ? { created, updated, unchanged, refused } : { problem };
    await appendEvents(connection, actorOf(storeId, row), now, [importEvent(`import.${status}`, row, data)]);
  });
}

/** @returns what is told of an error that trying again does not mend; null of others. */
function problemOf(error: unknown): string | null {
  if (error instanceof ImportRefused) return error.message;
  if (error instanceof DomainError) return problems[error.code].title;
  return null;
}

async function runOne(
  parts: ImportParts,
  payload: ImportPayload,
  isLastAttempt: boolean,
  mayGoOn: () => Promise<void>,
): Promise<void> {
  const { store_id, import_id } = payload;
  const row = await begin(parts, payload);
  if (row === null) return;
  try {
    await bringIn(parts, row, actorOf(store_id, row), mayGoOn);
    await endRun(parts, store_id, import_id, null);
  } catch (error) {
    if (error instanceof ImportStopped) return;
    const problem = problemOf(error);
    if (problem !== null) return endRun(parts, store_id, import_id, problem);
    if (isLastAttempt) {
      await endRun(
        parts,
        store_id,
        import_id,
        'something went wrong on our side; what was brought in stays, run it again',
      );
    }
    throw error;
  }
}

/** Of the store's imports that wait, the oldest is next. */
async function callNext({ runtime, queue }: ImportParts, storeId: string, after: string): Promise<void> {
  await runtime.database.transact(houseOf(storeId), async (connection) => {
    const next = await readNextWaiting(connection);
    if (next) await queue.enqueue(connection, [importJob(storeId, next, `after-${after}`)]);
  });
}

/**
 * Does an import, from where an earlier attempt ended, while no other of its store runs: otherwise it waits to be called by
 * whoever does. What goes wrong with the file is the import's end, told in its row; what else goes wrong is the job's.
 */
export async function runImport(parts: ImportParts, payload: ImportPayload, isLastAttempt: boolean): Promise<void> {
  const { store_id } = payload;
  // This transaction does nothing but hold the store's lock; it dies with the process, and so does the lock.
  const underLock = async (lock: Connection) => {
    if (!(await tryLockImports(lock, store_id))) return false;
    await runOne(parts, payload, isLastAttempt, () => expectAlive(lock));
    return true;
  };
  const isDone = await parts.runtime.database.transact(houseOf(store_id), underLock, { patient: true });
  if (isDone) await callNext(parts, store_id, payload.import_id);
}
