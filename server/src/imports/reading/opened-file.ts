import type { Reading } from './row.ts';

/** A file that is being read as things of one kind, whatever its format. */
export interface OpenedFile<Draft> {
  /** Names of the columns, of a CSV file; null of one that has a thing a line. */
  titles: readonly string[] | null;
  /** What was found out of the file, for whoever brought it. */
  notes: readonly string[];
  readings: AsyncIterable<Reading<Draft>>;
  bytesDone(): number;
  close(): void;
}
