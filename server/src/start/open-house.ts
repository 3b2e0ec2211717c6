import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { renumberRestoredLog } from '../events/index.ts';
import { systemClock } from '../platform/clock.ts';
import { type Database, openDatabase } from '../platform/database/database.ts';
import { migrate } from '../platform/database/migrate.ts';
import type { Log } from '../platform/log.ts';
import { OperatorError } from '../platform/operator-error.ts';
import { migrateJobs } from '../platform/queue/migrate-jobs.ts';
import type { Runtime } from '../platform/runtime.ts';
import { reachDatabase } from './reach-database.ts';

/** A database that is reached and migrated, and what a command needs to work on it. */
export interface House {
  readonly runtime: Runtime;
  /** Of the database, with its password. */
  readonly url: string;
  /** Where a session of its own may LISTEN. */
  readonly directUrl: string;
  /** Migrations that were applied now. */
  readonly migrated: readonly string[];
  /** Resolves with the reason when the embedded PostgreSQL has ended for good. */
  readonly exited: Promise<OperatorError>;
  close(): Promise<void>;
  /** Ends the embedded PostgreSQL without waiting. */
  abort(): void;
}

/** What holds the database: the embedded PostgreSQL, or somebody else's. */
type Host = Pick<House, 'url' | 'exited' | 'abort'> & { stop(): Promise<void> };

const close_max_ms = 3_000;
const never = new Promise<never>(() => undefined);

async function reachHost(config: Config, log: Log, forServer: boolean): Promise<Host> {
  if (config.database_url !== null) {
    await reachDatabase(config.database_url, 'DATABASE_URL');
    if (config.database_direct_url !== null) await reachDatabase(config.database_direct_url, 'DATABASE_DIRECT_URL');
    return { url: config.database_url, exited: never, stop: async () => undefined, abort: () => undefined };
  }
  const { startEmbeddedPostgres } = await import('../platform/database/embedded/index.ts');
  return startEmbeddedPostgres({ dataDir: config.data_dir, log, forServer });
}

/**
 * Opens the database of the configuration: starts or joins the embedded PostgreSQL, or reaches DATABASE_URL, and
 * applies the migrations that it lacks.
 * @param options.forServer no second server may open the same DATA_DIR.
 * @throws OperatorError naming the setting to change.
 */
export async function openHouse(config: Config, log: Log, options: { forServer?: boolean } = {}): Promise<House> {
  const host = await reachHost(config, log, options.forServer ?? false);
  try {
    const directUrl = config.database_direct_url ?? host.url;
    const migrated = await migrate(directUrl).catch((error: Error) => {
      throw new OperatorError(`the database could not be migrated: ${error.message}`, { cause: error });
    });
    await migrateJobs(directUrl).catch((error: Error) => {
      throw new OperatorError(`the tables of the jobs could not be migrated: ${error.message}`, { cause: error });
    });
    for (const name of migrated) log.info({ migration: name }, 'migrated');
    const renumbered = await renumberRestoredLog(directUrl);
    if (renumbered > 0) log.warn({ events: renumbered }, 'a restored database: its event log was numbered anew');
    const database: Database = openDatabase({
      url: host.url,
      connections_max: config.database_connections_max,
      prepare: config.database_prepare,
      log,
    });
    let closing: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      // A statement that waits for a lock must not keep us: PostgreSQL ends it when it stops.
      await Promise.race([database.close(), delay(close_max_ms, undefined, { ref: false })]);
      await host.stop();
    };
    return {
      runtime: { database, clock: systemClock },
      url: host.url,
      directUrl,
      migrated,
      exited: host.exited,
      abort: host.abort,
      close() {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await host.stop();
    throw error;
  }
}
