import type { Store } from '@orderhouse/contracts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readStore as selectStore } from './statements.ts';

/** The caller's store. @throws DomainError `store_not_found` */
export async function readStore(runtime: Runtime, caller: Caller): Promise<Store> {
  const store = await runtime.database.read(caller, (connection) => selectStore(connection, caller.storeId));
  if (!store) throw new DomainError('store_not_found');
  return store;
}
