import { keysOf, originalKey, sampleImages } from '../../catalogue/index.ts';
import type { Files } from '../../platform/files/files.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Finding } from './run-doctor.ts';

const pictures_max = 200;

/** @returns whether the file is there; its content is not read. */
async function isThere(files: Pick<Files, 'read'>, key: string): Promise<boolean> {
  const file = await files.read(key, { start: 0, end: 0 });
  file?.stream.resume();
  return file !== null;
}

/** Looks for the files of the newest pictures, of all stores. One that was taken away meanwhile may be told of. */
export async function findMissingFiles(
  { database }: Runtime,
  files: Pick<Files, 'read'>,
  faults_max: number,
): Promise<Finding> {
  const images = await database.transactAsSystem((connection) => sampleImages(connection, pictures_max));
  const faults: Finding['faults'] = [];
  for (const { store_id, product_id, id, ending, is_ready } of images) {
    const keys = is_ready ? keysOf(id, ending) : [originalKey(id, ending)];
    for (const key of keys) {
      if (!(await isThere(files, key))) faults.push({ store_id, product_id, image_id: id, missing: key });
    }
  }
  return {
    name: 'picture files',
    rule: `the files of a picture are there (of the newest ${pictures_max})`,
    of: 'pictures',
    checked: images.length,
    faults: faults.slice(0, faults_max),
    more: faults.length > faults_max,
  };
}
