import type { DemoAccounts } from '../demo/index.ts';
import type { Runtime } from '../platform/runtime.ts';
import { listStores } from '../stores/index.ts';

const demoSlug = 'demo';

export interface There {
  stores: number;
  /** The accounts of the demo store, whose password everybody knows. */
  demo: DemoAccounts | null;
}

/** What a start finds, or has just made. */
export async function whatIsThere(runtime: Runtime): Promise<There> {
  const stores = await listStores(runtime);
  if (!stores.some(({ slug }) => slug === demoSlug)) return { stores: stores.length, demo: null };
  // Loaded only for whoever has it.
  const { findDemoAccounts } = await import('../demo/index.ts');
  return { stores: stores.length, demo: await findDemoAccounts(runtime) };
}
