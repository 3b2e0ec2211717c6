import type { Store } from '@orderhouse/contracts';
import { violatedConstraint } from '../platform/database/violated-constraint.ts';
import { DomainError } from '../platform/domain-error.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { insertOrderCounter, insertStore, readStore } from './statements.ts';
import { type CheckedStore, checkNewStore, type NewStore } from './store.ts';

async function insert(runtime: Runtime, input: CheckedStore): Promise<Store> {
  const now = runtime.clock.now();
  const id = newId(now);
  return runtime.database.transactAsSystem(async (connection) => {
    await insertStore(connection, id, input, now.toISOString());
    await insertOrderCounter(connection, id);
    const store = await readStore(connection, id);
    if (!store) throw new DomainError('store_not_found');
    return store;
  });
}

/**
 * Opens a store. The first one of a database becomes its default.
 *
 * @throws DomainError `validation_failed`, also for a slug that another store has.
 */
export async function createStore(runtime: Runtime, input: NewStore): Promise<Store> {
  const checked = checkNewStore(input);
  try {
    return await insert(runtime, checked);
  } catch (error) {
    const constraint = violatedConstraint(error);
    // Another process opened the first store at the same instant; ours is the second.
    if (constraint === 'stores_one_default') return insert(runtime, checked);
    if (constraint !== 'stores_slug_key') throw error;
    const detail = `${input.slug} is the slug of another store`;
    throw new DomainError('validation_failed', { detail, errors: [{ pointer: '/slug', code: 'slug_taken', detail }] });
  }
}
