import type { DemoAccounts } from '../demo/index.ts';
import type { Runtime } from '../platform/runtime.ts';
import { listStores } from '../stores/index.ts';
import { arePagesBuilt } from '../web/index.ts';

const demoSlug = 'demo';

export interface There {
  stores: number;
  /** The accounts of the demo store, whose password everybody knows. */
  demo: DemoAccounts | null;
  hasWebApp: boolean;
}

/** What a start finds, or has just made. */
export async function whatIsThere(runtime: Runtime): Promise<There> {
  const stores = await listStores(runtime);
  const there = { stores: stores.length, hasWebApp: arePagesBuilt() };
  if (!stores.some(({ slug }) => slug === demoSlug)) return { ...there, demo: null };
  // Loaded only for whoever has it.
  const { findDemoAccounts } = await import('../demo/index.ts');
  return { ...there, demo: await findDemoAccounts(runtime) };
}
