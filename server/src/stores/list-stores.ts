import type { Store } from '@orderhouse/contracts';
import type { Runtime } from '../platform/runtime.ts';
import { listStores as selectStores } from './statements.ts';

/** All stores of the database, oldest first. For the command line. */
export async function listStores(runtime: Runtime): Promise<(Store & { is_default: boolean })[]> {
  return runtime.database.transactAsSystem(selectStores);
}
