import { pruneBefore, pruneRows } from './prune.ts';
import { listStoresToPrune } from './stores-to-prune.ts';
import { takeTurnIn } from './turn.ts';
import type { Background } from './work-off.ts';

const batches_max = 10_000;

/**
 * Deletes in every store what is older than it is kept. Several processes may do so at once; a store is worked on by one
 * of them. What fails is logged, and the rest is done all the same.
 *
 * @param isStopping asked between batches.
 */
export async function pruneStores({ runtime, prunes, log }: Background, isStopping: () => boolean): Promise<void> {
  const old = prunes.map((kind) => ({ kind, before: pruneBefore(runtime, kind) }));
  const found = await runtime.database.transactAsSystem((connection) => listStoresToPrune(connection, old));
  for (const { store_id, name } of found) {
    const kind = prunes.find((prune) => prune.name === name);
    if (kind === undefined || isStopping()) return;
    await pruneRows(runtime, store_id, kind, {
      mayWork: (connection) => takeTurnIn(connection, 'prune', store_id),
      goesOn: (batches) => batches < batches_max && !isStopping(),
    }).catch((error) => log.error({ err: error, store_id, rows: name }, 'what is old could not be deleted'));
  }
}
