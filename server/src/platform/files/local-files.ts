import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { newId } from '../ids.ts';
import { expectContentType, parseFileKey } from './file-key.ts';
import type { FileLinks } from './file-links.ts';
import { type Files, FilesLeft } from './files.ts';

// What a process that died was about to write.
const drafts = '.drafts';
const draft_keep_ms = 24 * 3_600_000;

function orNullIfGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}

/** The same as `@fastify/send` makes of a file, without its `W/`: a file of ours never changes while it is there. */
function etagOf({ size, mtime }: { size: number; mtime: Date }): string {
  return `"${size.toString(16)}-${mtime.getTime().toString(16)}"`;
}

/** So that the name, too, outlasts a crash. Windows has no such call, and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function removeOldDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(orNullIfGone);
    if (found && found.mtime.getTime() < Date.now() - draft_keep_ms) await rm(path, { force: true });
  }
}

/** Writes a body to a new file and sees it on the disk. @returns its bytes. */
async function writeDraft(path: string, body: Readable | Uint8Array): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/**
 * Files in a folder of this machine, or one that it has mounted. They are spread over 256 folders by the end of their
 * id, which is random. A file is written under another name, and takes its own when it is on the disk.
 *
 * @throws the system's error where the folder cannot be written.
 */
export async function openLocalFiles(root: string, links: FileLinks): Promise<Files> {
  const draftFolder = join(root, drafts);
  await mkdir(draftFolder, { recursive: true, mode: 0o700 });
  const probe = join(draftFolder, `${newId()}.probe`);
  await writeDraft(probe, new Uint8Array());
  await rm(probe);
  await removeOldDrafts(draftFolder);

  const pathOf = (key: string): string => {
    const { folder, name, uuid } = parseFileKey(key);
    return join(root, folder, uuid.slice(-2), name);
  };

  return {
    pathOf,

    async write(key, body, { content_type }) {
      expectContentType(key, content_type);
      const path = pathOf(key);
      const draft = join(draftFolder, newId());
      try {
        const bytes = await writeDraft(draft, body);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rename(draft, path);
        await syncFolder(dirname(path));
        return { bytes };
      } catch (error) {
        if (body instanceof Readable) body.destroy();
        await rm(draft, { force: true });
        throw error;
      }
    },

    async read(key, { start, end = Number.POSITIVE_INFINITY } = { start: 0 }) {
      const path = pathOf(key);
      const file = await open(path, 'r').catch(orNullIfGone);
      if (file === null) return null;
      const found = await file.stat();
      const { content_type } = parseFileKey(key);
      const about = { bytes_total: found.size, content_type, etag: etagOf(found) };
      if (start < found.size && end >= start) return { ...about, stream: file.createReadStream({ start, end }) };
      await file.close();
      return { ...about, stream: Readable.from([]) };
    },

    async remove(keys) {
      const left: string[] = [];
      let why: unknown;
      for (const [key, path] of keys.map((key) => [key, pathOf(key)] as const)) {
        await rm(path, { force: true }).catch((error) => {
          left.push(key);
          why ??= error;
        });
      }
      if (left.length > 0) throw new FilesLeft(left, why);
    },

    signedUrl: async (key, options) => {
      parseFileKey(key);
      return links.urlOf(key, options);
    },

    close: async () => undefined,
  };
}
