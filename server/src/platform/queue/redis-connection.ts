import type { RedisOptions } from 'ioredis';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { JobSettings } from './job-queue.ts';

export interface RedisQueueParts {
  database: Database;
  url: string;
  settings: JobSettings;
  log: Pick<Log, 'warn' | 'info' | 'debug'>;
}

/** What lies in Redis of a job. */
export interface KeptJob {
  key: string;
  payload: Record<string, unknown>;
  /** How many attempts came too early, and do not count. */
  early?: number;
  /** What the last attempt that failed said. */
  last_error?: string;
}

/** In braces, so that all lies in one slot of a cluster. */
export const prefix = '{orderhouse}';
// A worker's own question may be open for ten seconds before Redis says that there is nothing to do.
const question_ms_max = 10_000;

/** How every connection learns that Redis hangs: it takes what is sent, and never answers. */
export function connectionOptions({ answer_ms_max }: JobSettings): RedisOptions {
  return { connectTimeout: 2 * answer_ms_max, socketTimeout: question_ms_max + answer_ms_max };
}
