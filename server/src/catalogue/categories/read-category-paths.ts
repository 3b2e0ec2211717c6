import type { Caller } from '../../platform/caller.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { readCategories } from './statements.ts';
import { inTreeOrder } from './tree.ts';

/** @returns the path of slugs of every category of the store, by id: `lighting/lanterns`. */
export async function readCategoryPaths(runtime: Runtime, caller: Caller): Promise<ReadonlyMap<string, string>> {
  const rows = await runtime.database.read(caller, readCategories);
  return new Map(inTreeOrder(rows).map(({ id, path }) => [id, path]));
}
