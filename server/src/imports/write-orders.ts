import type { Actor } from '../events/index.ts';
import { announceCommit } from '../platform/database/announce.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { addressIn } from './countries.ts';
import type { OnProgress } from './import-progress.ts';
import type { ImportSource } from './import-source.ts';
import { readStagedOrders, writeImportedOrders } from './order-statements.ts';

// The store's counter is locked from a batch's write to its commit, and shoppers wait for it meanwhile.
const orders_a_transaction = 200;

export interface WrittenOrders {
  orders_imported: number;
  orders_already_there: number;
  lines_imported: number;
}

interface Staged {
  importId: string;
  source: ImportSource;
  currency: string;
  orders: number;
}

/** Turns staged rows into orders, some hundred a transaction; those that are there already are left alone. */
export async function writeOrders(
  runtime: Runtime,
  actor: Actor,
  staged: Staged,
  progress: OnProgress,
  expectLock: () => Promise<void>,
): Promise<WrittenOrders> {
  const written: WrittenOrders = { orders_imported: 0, orders_already_there: 0, lines_imported: 0 };
  let after = '';
  for (;;) {
    await expectLock();
    const last = await writeBatch(runtime, actor, staged, after, written);
    if (last === null) return written;
    after = last;
    const done = written.orders_imported + written.orders_already_there;
    progress({ phase: 'orders', done, total: staged.orders });
  }
}

async function writeBatch(
  runtime: Runtime,
  actor: Actor,
  { importId, source, currency }: Staged,
  after: string,
  written: WrittenOrders,
): Promise<string | null> {
  return runtime.database.transact(actor, async (connection) => {
    const found = await readStagedOrders(connection, importId, source, after, orders_a_transaction);
    const orders = found
      .filter((order) => !order.already_there)
      .map((order) => ({ ...order, id: newId(new Date(order.placed_at)), shipping_address: addressIn(order.country) }));
    if (orders.length > 0) {
      const now = runtime.clock.now().toISOString();
      const { storeId, actorId } = actor;
      announceCommit(connection);
      const lines = await writeImportedOrders(connection, {
        storeId,
        importId,
        source,
        currency,
        actorId,
        now,
        orders,
      });
      const expected = orders.reduce((sum, order) => sum + order.lines, 0);
      // A product that was deleted since its SKU was looked up would leave an order without the line.
      if (lines !== expected) throw new Error(`${expected} lines were to be written, ${lines} were; import again`);
      written.lines_imported += lines;
    }
    written.orders_imported += orders.length;
    written.orders_already_there += found.length - orders.length;
    return found.at(-1)?.external_reference ?? null;
  });
}
