import { resolve } from 'node:path';
import { findProductOwner } from '../accounts/index.ts';
import { describeImport, ImportRefused, importOrders, showProgress } from '../imports/index.ts';
import { OperatorError } from '../platform/operator-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { keepHeapSmall } from '../platform/small-heap.ts';
import { createFindStore } from '../stores/index.ts';
import { withHouse } from './with-house.ts';

interface ImportOptions {
  format: 'online-retail';
  store?: string;
  vendor?: string;
}

/** What is said of other formats and means nothing to this one: unheeded, a dry run would write. */
const ofOtherFormats = ['dryRun', 'encoding', 'delimiter', 'decimal', 'unknownColumns'];

function refuseOthers(options: ImportOptions): void {
  const other = Object.keys(options).find((name) => ofOtherFormats.includes(name));
  if (other === undefined) return;
  const flag = other.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new OperatorError(`--${flag} is not for the format online-retail`);
}

/** Who gets the products that are new. */
async function vendorFor(runtime: Runtime, storeId: string, email: string | undefined): Promise<string> {
  const owner = await findProductOwner(runtime, storeId, email);
  if (owner === undefined) {
    const lacking = email === undefined ? 'no vendor and no admin; see orderhouse user create' : `no user ${email}`;
    throw new OperatorError(`--vendor: the store has ${lacking}`);
  }
  if (email === undefined) {
    process.stderr.write(`products that are new go to ${owner.email}; --vendor names another\n`);
  }
  return owner.id;
}

/** `orderhouse import orders` */
export async function importOrdersFromFile(file: string, options: ImportOptions): Promise<void> {
  refuseOthers(options);
  keepHeapSmall();
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
