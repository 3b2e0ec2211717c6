import type { Caller } from '../platform/caller.ts';
import type { Runtime } from '../platform/runtime.ts';
import { exportList, type PageAsked } from './export-list.ts';
import type { ExportSource } from './export-source.ts';
import { nameOfExport } from './name-of-export.ts';
import { recordLists, type StoreExport } from './record-lists.ts';

/** All of a list of a store, unfiltered, as the caller sees it. */
export function exportStoreList(runtime: Runtime, caller: Caller, name: StoreExport): ExportSource<object> {
  const { list, ...about } = recordLists[name];
  const page = (asked: PageAsked) => list(runtime, caller, asked, undefined);
  return exportList(runtime, caller, { ...about, name: nameOfExport(name), page });
}
