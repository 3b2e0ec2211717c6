import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Actor } from '../../events/index.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { importUnderLock } from '../import-orders.ts';
import { ImportRefused } from '../import-refused.ts';
import { columns } from '../online-retail.ts';
import { csvRows } from '../reading/csv-rows.ts';
import type { FileSource } from '../reading/open-text.ts';
import type { Row } from '../reading/row.ts';
import { ImportStopped } from './pass.ts';
import {
  advanceImport,
  deleteFaults,
  type ImportRow,
  insertFaults,
  lockImport,
  noteFile,
  readImport,
  rewindImport,
} from './statements.ts';

const rows_a_batch = 1_000;

interface OnlineRetailParts {
  runtime: Runtime;
  row: ImportRow;
  actor: Actor;
  currency: string;
  source: FileSource;
  mayGoOn(): Promise<void>;
}

/** Tells of the rows that were rejected, as the file beside has them: line, reason, and the row as it was. */
async function tellRejected({ runtime, row, actor }: OnlineRetailParts, file: string): Promise<void> {
  const house: Actor = { ...actor, role: 'house' };
  let batch: Row[] = [];
  const flush = async () => {
    const faults = batch.map(({ cells: [line = '1', reason = '', ...cells] }) => ({
      ...{ kind: 'refused' as const, line_number: Number(line), column: null, reason, cells },
    }));
    batch = [];
    await runtime.database.transact(house, async (connection) => {
      await lockImport(connection, row.id);
      await insertFaults(connection, actor.storeId, row.id, faults);
    });
  };
  let isHeader = true;
  for await (const rejected of csvRows(createReadStream(file), { delimiter: ',', encoding: 'utf-8' })) {
    if (!isHeader) batch.push(rejected);
    isHeader = false;
    if (batch.length >= rows_a_batch) await flush();
  }
  if (batch.length > 0) await flush();
}

/**
 * Brings in a file of the format online-retail, which is read into a table first: what an earlier attempt brought in is
 * left alone, so each attempt begins anew. @throws ImportRefused, ImportStopped
 */
export async function bringOnlineRetailIn(parts: OnlineRetailParts): Promise<void> {
  const { runtime, row, actor, currency, source, mayGoOn } = parts;
  const house: Actor = { ...actor, role: 'house' };
  if (row.vendor_id === null) throw new ImportRefused('nobody is named whose products they are');
  await runtime.database.transact(house, async (connection) => {
    await deleteFaults(connection, row.id);
    await rewindImport(connection, row.id);
  });
  const expectLock = async () => {
    await mayGoOn();
    const current = await runtime.database.transact(house, (connection) => readImport(connection, row.id));
    if (current?.status !== 'running') throw new ImportStopped();
  };
  const folder = await mkdtemp(join(tmpdir(), 'orderhouse-import-'));
  try {
    const [file, rejectedFile] = [join(folder, 'orders.csv'), join(folder, 'rejected.csv')];
    await pipeline(await source.open(), createWriteStream(file));
    const wanted = { storeId: actor.storeId, file, rejectedFile, vendorId: row.vendor_id, actorId: actor.actorId };
    const report = await importUnderLock(runtime, house, wanted, currency, expectLock);
    await tellRejected(parts, rejectedFile);
    const refused = Object.values(report.rejected).reduce((sum, rows) => sum + rows, 0);
    await runtime.database.transact(house, async (connection) => {
      const notes = [`${report.products_created} products were made of SKUs that the store had not`];
      await noteFile(connection, row.id, { rows_total: report.rows, titles: [...columns], notes });
      await advanceImport(connection, row.id, {
        ...{ rows_done: report.rows, updated: 0, refused, refused_rows: refused, warnings: 0, last_line: 0 },
        created: report.orders_imported,
        unchanged: report.orders_already_there,
        pictures_wanted: 0,
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
