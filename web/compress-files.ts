import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const isText = /\.(?:js|css|html|svg|txt|json)$/;
const bytes_min = 1_024;
const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** The last that is written: with it a build is whole. */
export const lastWritten = 'index.html.gz';
const page = 'index.html';

async function compress(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < bytes_min) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  await writeFile(`${path}.br`, await toBrotli(content, { params }));
  await writeFile(`${path}.gz`, await toGzip(content, { level: 9 }));
}

/** Writes each file of text a second and a third time, as Brotli and gzip: smaller than a server could make them while one waits. */
export function compressFiles(): Plugin {
  return {
    name: 'compress-files',
    apply: 'build',
    async writeBundle({ dir = '.' }, bundle) {
      const texts = Object.keys(bundle).filter((name) => isText.test(name));
      await Promise.all(texts.filter((name) => name !== page).map((name) => compress(join(dir, name))));
      await compress(join(dir, page));
    },
  };
}
