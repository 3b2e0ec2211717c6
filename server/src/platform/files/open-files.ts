import { join } from 'node:path';
import { OperatorError } from '../operator-error.ts';
import type { FileLinks } from './file-links.ts';
import type { Files } from './files.ts';
import type { FilesPlace } from './files-url.ts';

export interface FilesParts {
  place: FilesPlace;
  /** Absolute. */
  data_dir: string;
  links: FileLinks;
}

/**
 * Opens the place that FILES_URL names, and tries it. Only what is used is loaded.
 * @throws OperatorError when it cannot be written.
 */
export async function openFiles({ place, data_dir, links }: FilesParts): Promise<Files> {
  if (place.kind === 's3') {
    const { openS3Files } = await import('./s3-files.ts');
    return openS3Files(place).catch((error: Error) => {
      const told = error.message && error.message !== error.name ? `${error.name}: ${error.message}` : error.name;
      throw new OperatorError(`FILES_URL: the bucket ${place.bucket} cannot be used (${told})`, { cause: error });
    });
  }
  const folder = place.folder ?? join(data_dir, 'files');
  const { openLocalFiles } = await import('./local-files.ts');
  return openLocalFiles(folder, links).catch((error: NodeJS.ErrnoException) => {
    const setting = place.folder === null ? 'DATA_DIR' : 'FILES_URL';
    throw new OperatorError(`${setting}: ${folder} cannot be written (${error.code})`, { cause: error });
  });
}
