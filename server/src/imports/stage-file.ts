import type { Actor } from '../events/index.ts';
import type { Database } from '../platform/database/database.ts';
import type { OnProgress } from './import-progress.ts';
import { ImportRefused } from './import-refused.ts';
import { type Column, columns, decideRow, type Reading, type Reason, type SourceRecord } from './online-retail.ts';
import { type RawRecord, readRecords } from './read-records.ts';
import { openRejectedRows, type RejectedRows } from './rejected-rows.ts';
import { type StagedRow, stageRows } from './statements.ts';

const rows_a_statement = 2000;

export interface StagedFile {
  rows: number;
  /** Rows by the reason for which they were rejected. */
  rejected: Record<string, number>;
  /** Where the rejected rows stand, or why they stand nowhere. */
  rejected_file: string | null;
  rejected_file_problem: string | null;
}

interface Destination {
  database: Database;
  actor: Actor;
  importId: string;
}

type Places = { readonly [column in Column]: number };

/** @throws ImportRefused naming the columns that the header lacks. */
function placesOf(header: readonly string[]): Places {
  const names = header.map((name) => name.trim());
  const missing = columns.filter((column) => !names.includes(column));
  const twice = columns.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (missing.length > 0) {
    throw new ImportRefused(`not in the format online-retail: the first line lacks ${missing.join(', ')}`);
  }
  if (twice.length > 0)
    throw new ImportRefused(`not in the format online-retail: two columns are named ${twice.join(', ')}`);
  return Object.fromEntries(columns.map((column) => [column, names.indexOf(column)])) as Places;
}

/** Sends accepted rows to the database while the next are being read; one chunk is under way at a time. */
class Stage {
  readonly #to: Destination;
  #waiting: StagedRow[] = [];
  #underWay: Promise<void> = Promise.resolve();

  constructor(to: Destination) {
    this.#to = to;
  }

  async add(row: StagedRow): Promise<void> {
    this.#waiting.push(row);
    if (this.#waiting.length >= rows_a_statement) await this.#send();
  }

  async flush(): Promise<void> {
    await this.#send();
    await this.#underWay;
  }

  async #send(): Promise<void> {
    await this.#underWay;
    const rows = this.#waiting;
    this.#waiting = [];
    if (rows.length === 0) return;
    const { database, actor, importId } = this.#to;
    this.#underWay = database.transact(actor, (connection) => stageRows(connection, actor.storeId, importId, rows));
    // Its failure is thrown to whoever awaits it next; until then it is not unhandled.
    this.#underWay.catch(() => undefined);
  }
}

class FileOfRejected {
  readonly #path: string;
  #open: RejectedRows | null = null;
  #problem: string | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  async begin(header: readonly string[]): Promise<void> {
    try {
      this.#open = await openRejectedRows(this.#path, header);
    } catch (error) {
      this.#problem = `${this.#path} cannot be written: ${(error as NodeJS.ErrnoException).code ?? error}`;
    }
  }

  async add(record: RawRecord, reason: Reason): Promise<void> {
    await this.#open?.add(record.line_number, reason, record.fields);
  }

  async keep(): Promise<Pick<StagedFile, 'rejected_file' | 'rejected_file_problem'>> {
    return { rejected_file: (await this.#open?.keep()) ?? null, rejected_file_problem: this.#problem };
  }

  async discard(): Promise<void> {
    await this.#open?.discard();
  }
}

function decide(record: RawRecord, places: Places, width: number, reading: Reading) {
  const { fields } = record;
  if (fields.length !== width) {
    const reason: Reason = `unreadable: ${fields.length} columns instead of ${width}`;
    return { rejected: reason };
  }
  const named = Object.fromEntries(columns.map((column) => [column, fields[places[column]] ?? '']));
  return decideRow(named as SourceRecord, reading);
}

/**
 * Reads the whole file into `import_rows`, and what is not accepted into a file beside it.
 *
 * @throws ImportRefused when the file is not of this format.
 */
export async function stageFile(
  to: Destination,
  file: string,
  rejectedFile: string,
  reading: Reading,
  progress: OnProgress,
): Promise<StagedFile> {
  const staged = { rows: 0, rejected: {} as Record<string, number> };
  const refused = new FileOfRejected(rejectedFile);
  const stage = new Stage(to);

  const consume = async (records: AsyncIterable<RawRecord>) => {
    let places: Places | null = null;
    let width = 0;
    for await (const record of records) {
      if (places === null) {
        places = placesOf(record.fields);
        width = record.fields.length;
        await refused.begin(record.fields);
        continue;
      }
      staged.rows += 1;
      const decision = decide(record, places, width, reading);
      if ('accepted' in decision) {
        await stage.add({ ...decision.accepted, line_number: record.line_number });
      } else {
        staged.rejected[decision.rejected] = (staged.rejected[decision.rejected] ?? 0) + 1;
        await refused.add(record, decision.rejected);
      }
    }
    if (places === null) throw new ImportRefused('the file is empty');
    await stage.flush();
  };

  try {
    await readRecords(
      file,
      ({ bytes_done, bytes_total }) => progress({ phase: 'reading', done: bytes_done, total: bytes_total }),
      consume,
    );
    return { ...staged, ...(await refused.keep()) };
  } catch (error) {
    await refused.discard();
    throw error;
  }
}
