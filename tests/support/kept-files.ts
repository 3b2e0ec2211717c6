import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Files } from '../../server/src/platform/files/files.ts';
import { newId } from '../../server/src/platform/ids.ts';

/** @returns the names of the files that lie in a folder of a house, such as `pictures`, sorted; of a house whose files are in a folder. */
export async function keptFiles(files: Files, folder: string): Promise<string[]> {
  const path = files.pathOf(`${folder}/${newId()}.bin`);
  if (path === null) throw new Error('these files lie in no folder');
  const found = await readdir(dirname(dirname(path)), { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return found
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}
