import { resolve } from 'node:path';
import { describeImport, ImportRefused, importOrders, showProgress } from '../imports/index.ts';
import { OperatorError } from '../platform/operator-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { keepYoungSpaceSmall } from '../platform/young-space.ts';
import { createFindStore } from '../stores/index.ts';
import { findFirstOwner, findUserByEmail } from './statements.ts';
import { withHouse } from './with-house.ts';

interface ImportOptions {
  format: 'online-retail';
  store?: string;
  vendor?: string;
}

/** Who gets the products that are new: the named user, or the store's first vendor, or its first admin. */
async function vendorFor({ database }: Runtime, storeId: string, email: string | undefined): Promise<string> {
  return database.transact({ storeId, actorId: null, role: 'house' }, async (connection) => {
    if (email !== undefined) {
      const named = await findUserByEmail(connection, email);
      if (named === undefined) throw new OperatorError(`--vendor: the store has no user ${email}`);
      return named;
    }
    const first = await findFirstOwner(connection);
    if (!first) throw new OperatorError('--vendor: the store has no vendor and no admin; see orderhouse user create');
    process.stderr.write(`products that are new go to ${first.email}; --vendor names another\n`);
    return first.id;
  });
}

/** `orderhouse import orders` */
export async function importOrdersFromFile(file: string, options: ImportOptions): Promise<void> {
  keepYoungSpaceSmall();
  await withHouse(async ({ house: { runtime } }) => {
    const storeId = await createFindStore(runtime)(options.store);
    const vendorId = await vendorFor(runtime, storeId, options.vendor);
    const { progress, stop } = showProgress();
    try {
      const report = await importOrders(runtime, { storeId, file: resolve(file), vendorId, actorId: null, progress });
      stop();
      process.stdout.write(`${describeImport(report)}\n`);
    } catch (error) {
      if (error instanceof ImportRefused) throw new OperatorError(`${file}: ${error.message}`, { cause: error });
      throw error;
    } finally {
      stop();
    }
  });
}
