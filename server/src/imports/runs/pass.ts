import type { Actor } from '../../events/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../../platform/database/act-as-house.ts';
import { announceCommit } from '../../platform/database/announce.ts';
import type { Connection } from '../../platform/database/database.ts';
import { isPassing } from '../../platform/database/is-passing.ts';
import { violatedConstraint } from '../../platform/database/violated-constraint.ts';
import type { JobQueue } from '../../platform/queue/job-queue.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { notePictures } from '../pictures/note-pictures.ts';
import type { FileSource } from '../reading/open-text.ts';
import type { Reading } from '../reading/row.ts';
import { SeenKeys } from '../reading/seen-keys.ts';
import { type Decided, reportOf } from './decide-batch.ts';
import type { Kind, Outcome } from './kind.ts';
import { advanceImport, type ImportRow, insertFaults, lockImport, noteFile } from './statements.ts';

const things_a_batch = 500;
const size_a_batch = 1_000;
const tries_max = 4;
const ticks_every_rows = 1_000;

/** Somebody has cancelled it. */
export class ImportStopped extends Error {}

export interface PassParts {
  runtime: Runtime;
  queue: Pick<JobQueue, 'enqueue'>;
  row: ImportRow;
  /** On whose behalf. */
  actor: Actor;
  source: FileSource;
  /** Asked between batches; throws when the import is nobody's any more. */
  mayGoOn(): Promise<void>;
}

/**
 * Reads the whole file before anything is written, so that a file that breaks off half way, or is in another encoding,
 * brings in nothing. @throws ImportRefused
 */
export async function surveyFile<Draft>(kind: Kind<Draft>, { runtime, row, actor, source, mayGoOn }: PassParts) {
  const file = await kind.open(source);
  try {
    let rows_total = 0;
    let ticks = 0;
    for await (const { rows } of file.readings) {
      rows_total += rows.length;
      if (rows_total - ticks >= ticks_every_rows * 50) {
        ticks = rows_total;
        await mayGoOn();
      }
    }
    const { titles, notes } = file;
    await runtime.database.transact({ ...actor, role: 'house' }, (connection) =>
      noteFile(connection, row.id, { rows_total, titles, notes }),
    );
  } finally {
    file.close();
  }
}

/** Refuses what stands in the file a second time. */
function repeated<Draft>(kind: Kind<Draft>, seen: SeenKeys, reading: Reading<Draft>): Outcome | null {
  const { rows, value, faults, claims = [] } = reading;
  if (value === null) {
    for (const key of claims) seen.see(key, rows[0]?.line_number ?? 1);
    return { kind: 'refused', faults, warnings: [] };
  }
  const found = kind.keysOf(value).flatMap(({ key, line_number, column, reason }) => {
    const before = seen.see(key, line_number);
    return before === null ? [] : [{ line_number, column, reason: `${reason} ${before}` }];
  });
  return found.length > 0 ? { kind: 'refused', faults: found, warnings: [] } : null;
}

interface Waiting<Draft> {
  reading: Reading<Draft>;
  /** What is decided already. */
  outcome: Outcome | null;
}

/** One batch, its figures and what is told of its rows: one commit. @throws ImportStopped */
async function commitBatch<Draft>(
  connection: Connection,
  kind: Kind<Draft>,
  { runtime, queue, row, actor }: PassParts,
  batch: readonly Waiting<Draft>[],
): Promise<void> {
  await actAsHouse(connection);
  const current = await lockImport(connection, row.id);
  if (current?.status !== 'running') throw new ImportStopped();
  await actAsCaller(connection, actor as Caller);
  const drafts = batch.flatMap(({ reading, outcome }) =>
    outcome === null && reading.value !== null ? [reading.value] : [],
  );
  const task = { actor, dry_run: row.dry_run, now: runtime.clock.now() };
  const outcomes = drafts.length > 0 ? await kind.bringIn(connection, drafts, task) : [];
  let next = 0;
  const decided = batch.map(({ reading, outcome }): Decided => {
    const made = outcome ?? outcomes[next++];
    if (!made) throw new Error('every draft has an outcome');
    return { reading, outcome: made };
  });
  const { progress, faults } = reportOf(decided);
  await actAsHouse(connection);
  if (faults.length > 0) await insertFaults(connection, actor.storeId, row.id, faults);
  await advanceImport(connection, row.id, progress);
  if (row.dry_run) return;
  const pictures = outcomes.flatMap((outcome) => outcome.pictures ?? []);
  await notePictures(connection, queue, { storeId: actor.storeId, import_id: row.id, now: task.now }, pictures);
  announceCommit(connection);
}

async function writeBatch<Draft>(kind: Kind<Draft>, parts: PassParts, batch: readonly Waiting<Draft>[]): Promise<void> {
  if (batch.length === 0) return;
  await parts.mayGoOn();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await parts.runtime.database.transact(parts.actor, (connection) =>
        commitBatch(connection, kind, parts, batch),
      );
    } catch (error) {
      // Somebody took a SKU, a place in the tree or a lock meanwhile: what there is now is looked at again.
      const isOfNow = isPassing(error) || violatedConstraint(error) !== undefined;
      if (!isOfNow || attempt === tries_max) throw error;
    }
  }
}

/** Brings a file in from where an earlier run of this import ended, a batch a transaction. @throws ImportStopped, ImportRefused */
export async function bringFileIn<Draft>(kind: Kind<Draft>, parts: PassParts): Promise<void> {
  const file = await kind.open(parts.source);
  const seen = new SeenKeys();
  let batch: Waiting<Draft>[] = [];
  let size = 0;
  try {
    for await (const reading of file.readings) {
      const outcome = repeated(kind, seen, reading);
      if ((reading.rows[0]?.line_number ?? 0) <= parts.row.last_line) continue;
      batch.push({ reading, outcome });
      size += reading.value === null ? 1 : kind.sizeOf(reading.value);
      if (batch.length < things_a_batch && size < size_a_batch) continue;
      await writeBatch(kind, parts, batch);
      batch = [];
      size = 0;
    }
    await writeBatch(kind, parts, batch);
  } finally {
    file.close();
  }
}
