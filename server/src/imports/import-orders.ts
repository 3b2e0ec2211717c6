import { canOwnProducts } from '../accounts/index.ts';
import type { Actor } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { OnProgress } from './import-progress.ts';
import { ImportRefused } from './import-refused.ts';
import type { ImportSource } from './import-source.ts';
import { onlineRetailReading } from './online-retail.ts';
import { type StagedFile, stageFile } from './stage-file.ts';
import {
  deleteStagedRows,
  expectAlive,
  type FileTotals,
  lockImports,
  readImportingStore,
  sumStagedRows,
  tryLockImports,
} from './statements.ts';
import { type WrittenOrders, writeOrders } from './write-orders.ts';
import { writeProducts } from './write-products.ts';

export interface OrderImport {
  storeId: string;
  /** CSV, plain or gzipped. */
  file: string;
  /** Who gets the products that the store lacks: a vendor or an admin of the store. */
  vendorId: string;
  /** Who imports; null for the house itself, at a terminal. */
  actorId: string | null;
  /** Where rejected rows go; beside the file when left out. */
  rejectedFile?: string;
  progress?: OnProgress;
}

/** What an import found and did. Totals are of the file's accepted rows, whether imported now or before. */
export interface ImportReport extends StagedFile, FileTotals, WrittenOrders {
  currency: string;
  products_created: number;
  seconds: number;
}

const source: ImportSource = 'online-retail';
const nothing: FileTotals = {
  orders: 0,
  lines: 0,
  units: 0,
  revenue: 0,
  skus: 0,
  customers: 0,
  largest_order_lines: 0,
};

/**
 * Imports the orders of a file as history: delivered, paid, taking no stock. The file is read into a table first,
 * so that its rows may stand in any order and memory stays constant, then turned into products and orders. What an
 * earlier run brought in is left alone, so that a run that was killed is completed by running it again.
 *
 * @throws ImportRefused when the file is not in this format; nothing was imported.
 */
export async function importOrders(runtime: Runtime, wanted: OrderImport): Promise<ImportReport> {
  const actor: Actor = { storeId: wanted.storeId, actorId: wanted.actorId, role: 'house' };
  // This transaction does nothing but hold the store's lock; it dies with the process, and so does the lock.
  const holdLock = async (lock: Connection) => {
    const currency = await expectImportable(lock, wanted);
    await waitForOtherImports(lock, wanted);
    return importUnderLock(runtime, actor, wanted, currency, () => expectAlive(lock));
  };
  return runtime.database.transact(actor, holdLock, { patient: true });
}

async function expectImportable(connection: Connection, { vendorId }: OrderImport): Promise<string> {
  const [store, isOwner] = await Promise.all([readImportingStore(connection), canOwnProducts(connection, vendorId)]);
  if (!store) throw new ImportRefused('there is no such store');
  if (!isOwner) {
    throw new ImportRefused(
      'the products of an import go to an active vendor or admin of the store, and this is neither',
    );
  }
  return store.currency;
}

async function waitForOtherImports(lock: Connection, { storeId, progress }: OrderImport): Promise<void> {
  if (await tryLockImports(lock, storeId)) return;
  progress?.({ phase: 'waiting', done: 0, total: 1 });
  await lockImports(lock, storeId);
}

/**
 * The same, by whoever holds the lock of the store's imports.
 *
 * @param expectLock throws when the lock is gone, or the import is to end.
 */
export async function importUnderLock(
  runtime: Runtime,
  actor: Actor,
  wanted: OrderImport,
  currency: string,
  expectLock: () => Promise<void>,
): Promise<ImportReport> {
  const { database } = runtime;
  const begun = performance.now();
  const importId = newId();
  const progress = wanted.progress ?? (() => undefined);
  const clear = () => database.transact(actor, deleteStagedRows);

  await clear();
  try {
    const { file, rejectedFile = `${file}.rejected.csv`, vendorId } = wanted;
    const reading = onlineRetailReading(currency);
    const staged = await stageFile({ database, actor, importId }, file, rejectedFile, reading, progress);
    await expectLock();
    // Without statistics on what was just written, the first batch of orders took 8 s instead of 0.05.
    await database.analyze('import_rows');
    const totals = (await database.transact(actor, (connection) => sumStagedRows(connection, importId))) ?? nothing;
    const products_created = await writeProducts(runtime, actor, importId, source, vendorId, progress);
    await database.analyze('products', 'variants');
    const { orders } = totals;
    const written = await writeOrders(runtime, actor, { importId, source, currency, orders }, progress, expectLock);
    const seconds = (performance.now() - begun) / 1_000;
    return { currency, ...staged, ...totals, products_created, ...written, seconds };
  } finally {
    await clear();
  }
}
