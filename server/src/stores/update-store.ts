import type { BodyOf, Store, store as storeRoutes } from '@orderhouse/contracts';
import { appendEvents } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { changesNothing, changesOf } from '../platform/changes.ts';
import { DomainError } from '../platform/domain-error.ts';
import { expectVersion } from '../platform/expect-version.ts';
import type { Runtime } from '../platform/runtime.ts';
import { lockStore, readStore, updateStore as writeStore } from './statements.ts';
import { checkChange } from './store.ts';

/** Changes the settings of the caller's store. @throws DomainError `validation_failed`, `precondition_failed` */
export async function updateStore(
  runtime: Runtime,
  caller: Caller,
  asked: BodyOf<typeof storeRoutes.update>,
  expectedVersion: number | null = null,
): Promise<Store> {
  const change = checkChange(asked);
  return runtime.database.transact(caller, async (connection) => {
    const before = await lockStore(connection, caller.storeId);
    if (!before) throw new DomainError('store_not_found');
    expectVersion(before.version, expectedVersion);
    if (changesNothing(before, change)) return before;
    const now = runtime.clock.now();
    await writeStore(connection, { ...before, ...change }, now.toISOString());
    await appendEvents(connection, caller, now, [
      {
        type: 'store.updated',
        subject_type: 'store',
        subject_id: before.id,
        data: changesOf(before, change),
      },
    ]);
    return (await readStore(connection, caller.storeId)) ?? before;
  });
}
