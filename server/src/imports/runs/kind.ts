import type { Actor } from '../../events/index.ts';
import type { Connection } from '../../platform/database/database.ts';
import type { WantedPicture } from '../pictures/statements.ts';
import type { FileSource } from '../reading/open-text.ts';
import type { OpenedFile } from '../reading/opened-file.ts';
import type { Fault } from '../reading/row.ts';

/** What became of one thing of a file. */
export interface Outcome {
  kind: 'created' | 'updated' | 'unchanged' | 'refused';
  faults: readonly Fault[];
  warnings: readonly Fault[];
  /** To be fetched once it is in. */
  pictures?: readonly WantedPicture[];
}

/** What may stand in a file once only. */
export interface FileKey {
  key: string;
  line_number: number;
  column: string;
  /** Why a second one is refused, followed by the line of the first. */
  reason: string;
}

/** What is done with a batch. */
export interface BatchTask {
  actor: Actor;
  /** Decides only. */
  dry_run: boolean;
  now: Date;
}

/** How things of one kind are read, told apart and brought in. */
export interface Kind<Draft> {
  open(source: FileSource): Promise<OpenedFile<Draft>>;
  keysOf(draft: Draft): readonly FileKey[];
  /** How much of a batch it fills. */
  sizeOf(draft: Draft): number;
  /**
   * Decides a batch and, unless it is a dry run, writes it with its events, all in the transaction of the connection,
   * which acts as the caller before and after.
   *
   * @returns an outcome for each draft, in their order.
   */
  bringIn(connection: Connection, drafts: readonly Draft[], task: BatchTask): Promise<Outcome[]>;
}
