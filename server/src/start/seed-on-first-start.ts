import type { Config } from '../config.ts';
import type { Log } from '../platform/log.ts';
import type { Runtime } from '../platform/runtime.ts';
import { listStores } from '../stores/index.ts';

/**
 * Fills the demo store where there is no other store, and only outside production. A demo that was cut short is
 * made whole; one that is whole stays as it is.
 */
export async function seedOnFirstStart(runtime: Runtime, config: Config, log: Log): Promise<void> {
  if (config.seed === 'none') return;
  const stores = await listStores(runtime);
  if (stores.some(({ slug }) => slug !== 'demo')) return;
  const { seedDemo } = await import('../demo/index.ts');
  await seedDemo(runtime, log);
}
