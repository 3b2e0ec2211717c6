import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';

const flush_characters = 65_536;

/** The file of rejected rows, written beside the source under a temporary name until it is whole. */
export interface RejectedRows {
  add(lineNumber: number, reason: string, fields: readonly string[]): Promise<void>;
  /** Gives the file its name. @returns where it stands. */
  keep(): Promise<string>;
  discard(): Promise<void>;
}

/** @throws the system's error when the folder cannot be written. */
export async function openRejectedRows(path: string, header: readonly string[]): Promise<RejectedRows> {
  const temporary = `${path}.${process.pid}.tmp`;
  const handle: FileHandle = await open(temporary, 'w');
  let waiting = stringify([['line_number', 'reason', ...header]]);

  const flush = async () => {
    const text = waiting;
    waiting = '';
    await handle.appendFile(text);
  };

  return {
    async add(lineNumber, reason, fields) {
      waiting += stringify([[lineNumber, reason, ...fields]]);
      if (waiting.length >= flush_characters) await flush();
    },
    async keep() {
      await flush();
      await handle.sync();
      await handle.close();
      await rename(temporary, path);
      return path;
    },
    async discard() {
      await handle.close();
      await rm(temporary, { force: true });
    },
  };
}
