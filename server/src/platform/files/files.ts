import type { Readable } from 'node:stream';
import type { ContentType } from './file-key.ts';

/** A part of a file, by bytes; `end` is the last of them. */
export interface FileRange {
  start: number;
  end?: number;
}

export interface ReadableFile {
  /** Of the range that was asked for; nothing where it begins behind the end. Destroy it where it is not read to its end. */
  stream: Readable;
  /** Of the whole file. */
  bytes_total: number;
  content_type: ContentType;
  /** Strong, in quotes. */
  etag: string;
}

export interface LinkOptions {
  expires_at: Date;
  /** Under this name it is saved rather than shown. */
  file_name?: string;
}

/** Files that could not be removed; the others were. */
export class FilesLeft extends Error {
  readonly keys: readonly string[];

  constructor(keys: readonly string[], cause: unknown) {
    const [first] = keys;
    const others = keys.length > 1 ? `, nor ${keys.length - 1} others` : '';
    super(`${first} was not removed${others}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    this.keys = keys;
  }
}

/**
 * Where files are kept: a folder, or a bucket. A key is `folder/uuid.ending` or `folder/uuid-part.ending`
 * (`file-key.ts`); another one throws. A file is there wholly or not at all, and never changes while it is there.
 */
export interface Files {
  /**
   * Keeps a file; one of that key is replaced. Resolves when it would outlast a crash. Where the stream fails, or what it
   * is written to, nothing is kept.
   */
  write(key: string, body: Readable | Uint8Array, about: { content_type: ContentType }): Promise<{ bytes: number }>;
  /** @returns null where there is no such file. */
  read(key: string, range?: FileRange): Promise<ReadableFile | null>;
  /** Those that are not there are removed already. @throws FilesLeft once each was tried. */
  remove(keys: readonly string[]): Promise<void>;
  /** @returns an address at which anybody may read the file until then. Whether it is there is not looked at. */
  signedUrl(key: string, options: LinkOptions): Promise<string>;
  /** Where it lies on this machine, there or not; null where files lie elsewhere. */
  pathOf(key: string): string | null;
  close(): Promise<void>;
}
