import { appendEvents } from '../events/index.ts';
import type { Connection } from '../platform/database/database.ts';
import type { Log } from '../platform/log.ts';
import type { Runtime } from '../platform/runtime.ts';
import { createStore, updateStore } from '../stores/index.ts';
import { chanceFrom } from './chance.ts';
import { at, createPeople, createProducts, opening } from './fill-store.ts';
import { planHistory } from './plan.ts';
import { readProducts } from './products.ts';
import { relive } from './relive.ts';
import { lockSeeding, readDemoStore } from './statements.ts';

const seed = 2_012;
/** As long as a store can have it: who looks around finds orders in every state, also tomorrow. */
const auto_process_after_seconds = 2_592_000;

async function tell(runtime: Runtime, storeId: string, type: 'demo.begun' | 'demo.seeded'): Promise<void> {
  const house = { storeId, actorId: null, role: 'house' } as const;
  await runtime.database.transact(house, (connection) =>
    appendEvents(connection, house, runtime.clock.now(), [{ type, subject_type: 'store', subject_id: storeId }]),
  );
}

async function openStore(runtime: Runtime): Promise<string> {
  const store = await createStore(runtime, {
    slug: 'demo',
    name: 'Orderhouse demo store',
    currency: 'GBP',
    time_zone: 'Europe/London',
    payment_providers: ['manual', 'simulated'],
  });
  return store.id;
}

/**
 * Fills the store `demo` with products, people and sixty days of orders, all through the verbs that the API calls,
 * so that every invariant and every event is as it would be. A seed that was cut short is taken up and finished; a
 * store that somebody else made under that name is left alone.
 */
export async function seedDemo(runtime: Runtime, log: Pick<Log, 'info'>): Promise<void> {
  const seedUnderLock = async (connection: Connection) => {
    await lockSeeding(connection);
    const found = await readDemoStore(connection);
    if (found && (found.is_seeded || !found.is_ours)) return;
    const begun = performance.now();
    const storeId = found?.id ?? (await openStore(runtime));
    await tell(runtime, storeId, 'demo.begun');
    const orders = await fill(runtime, storeId);
    await tell(runtime, storeId, 'demo.seeded');
    log.info({ orders, seconds: Math.round(performance.now() - begun) / 1_000 }, 'the demo store is filled');
  };
  await runtime.database.transactAsSystem(seedUnderLock, { patient: true });
}

async function fill(runtime: Runtime, storeId: string): Promise<number> {
  const now = runtime.clock.now();
  const chance = chanceFrom(seed);
  const products = await readProducts(chance);
  const steps = planHistory(products, chance);
  const cast = await createPeople(runtime, storeId, now);
  await updateStore(at(runtime, opening(now)), cast.admin, { auto_process_after_seconds });
  const variants = await createProducts(runtime, cast, products, steps, now);
  await relive(runtime, { storeId, cast, variants }, steps, now);
  return steps.filter((step) => step.deed === 'place').length;
}
