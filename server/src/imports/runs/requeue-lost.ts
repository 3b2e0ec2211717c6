import type { Connection } from '../../platform/database/database.ts';
import type { Log } from '../../platform/log.ts';
import { findGivenUp } from '../../platform/queue/failed-jobs.ts';
import { repeatEvery } from '../../platform/repeat-every.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { fetchJob } from '../pictures/fetch-job.ts';
import { readOverdueVendors } from '../pictures/statements.ts';
import { tryLockImports } from '../statements.ts';
import { importJob, importTask, runKey } from './import-job.ts';
import { endRun, type ImportParts } from './run-import.ts';
import { readUnfinished, type Unfinished } from './statements.ts';

const waits_ms_max = 120_000;
const imports_max = 1_000;
const vendors_max = 1_000;

type Parts = Pick<ImportParts, 'runtime' | 'queue'>;

/** @returns whether nobody does the imports of the store: who does holds their lock, which dies with its process. */
async function isIdle(runtime: Runtime, storeId: string): Promise<boolean> {
  const house = { storeId, actorId: null, role: 'house' } as const;
  return runtime.database.transact(house, (connection) => tryLockImports(connection, storeId));
}

async function queueAgain({ runtime, queue }: Parts, { store_id, ...row }: Unfinished): Promise<void> {
  const house = { storeId: store_id, actorId: null, role: 'house' } as const;
  await runtime.database.transact(house, (connection: Connection) =>
    queue.enqueue(connection, [importJob(store_id, row, 'lost')]),
  );
}

/**
 * Looks for imports that nobody does: their job was lost with its queue, or they were begun at a terminal that is gone. The
 * row is what counts, not the job, of which one too many finds nothing to do. One whose job the queue gave up, because its
 * worker died in every attempt, has failed.
 *
 * @returns how many were queued again.
 */
export async function requeueLost({ runtime, queue }: Parts): Promise<number> {
  const before = new Date(runtime.clock.now().getTime() - waits_ms_max);
  const { found, givenUp } = await runtime.database.transactAsSystem(async (connection) => {
    // Of each store the one that is next: it calls the others.
    const unfinished = await readUnfinished(connection, before, imports_max);
    const keys = unfinished.map(runKey);
    return { found: unfinished, givenUp: await findGivenUp(connection, importTask, keys) };
  });
  let requeued = 0;
  for (const row of found) {
    if (!(await isIdle(runtime, row.store_id))) continue;
    const isGivenUp = row.status === 'running' && givenUp.some((key) => key.startsWith(runKey(row)));
    if (isGivenUp) {
      await endRun({ runtime }, row.store_id, row.id, 'its worker ended in every attempt; what was brought in stays');
      continue;
    }
    await queueAgain({ runtime, queue }, row);
    requeued += 1;
  }
  return requeued;
}

/**
 * Looks for vendors whose pictures nobody fetches: their job was lost, or a worker died. One job too many finds nothing to do.
 * @returns how many were queued again.
 */
export async function requeuePictures({ runtime, queue }: Parts): Promise<number> {
  const now = runtime.clock.now();
  const before = new Date(now.getTime() - waits_ms_max);
  return runtime.database.transactAsSystem(async (connection) => {
    const overdue = await readOverdueVendors(connection, before, vendors_max);
    const jobs = overdue.map(({ store_id, vendor_id }) => fetchJob(store_id, vendor_id, `overdue-${now.getTime()}`));
    if (jobs.length > 0) await queue.enqueue(connection, jobs);
    return jobs.length;
  });
}

/** Looks for them again and again. Any number of processes may. @returns what ends it. */
export function startRequeueingImports(
  parts: Parts,
  log: Pick<Log, 'error' | 'info'>,
  every_seconds = 300,
): () => Promise<void> {
  return repeatEvery(every_seconds, async () => {
    try {
      const requeued = await requeueLost(parts);
      if (requeued > 0) log.info({ requeued }, 'imports that nobody did were queued again');
      const vendors = await requeuePictures(parts);
      if (vendors > 0) log.info({ vendors }, 'pictures that nobody fetched, or that wait long, were queued again');
    } catch (error) {
      log.error({ err: error }, 'looking for imports that nobody does failed, and is tried again');
    }
  });
}
