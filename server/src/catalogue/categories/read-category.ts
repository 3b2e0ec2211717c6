import type { Category } from '@orderhouse/contracts';
import type { Caller } from '../../platform/caller.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { loadCategory } from './load-category.ts';

/** @throws DomainError `not_found` */
export async function readCategory(runtime: Runtime, caller: Caller, id: string): Promise<Category> {
  return runtime.database.read(caller, (connection) => loadCategory(connection, id));
}
