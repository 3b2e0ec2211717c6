import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Log } from '../log.ts';

// One listens, and each statement about a job is short.
const connections = 4;
const note_ms_max = 5_000;

export interface GraphileParts {
  directUrl: string;
  /** Named prepared statements; see DATABASE_PREPARE. */
  prepare: boolean;
  poll_ms: number;
  concurrency: number;
  taskList: TaskList;
  /** Resolves when no job runs here. */
  idle(): Promise<void>;
  log: Pick<Log, 'warn' | 'debug'>;
}

/** One run of graphile-worker, with connections of its own. */
export interface GraphileRun {
  readonly pool: pg.Pool;
  /** Resolves when it takes no more jobs, for it could not note the end of one: PostgreSQL was away. */
  readonly halted: Promise<void>;
  /** Takes no more jobs, and resolves when those that run have ended and are noted, or cannot be. */
  end(): Promise<void>;
}

function openPool(directUrl: string, log: GraphileParts['log']) {
  const pool = new pg.Pool({
    connectionString: directUrl,
    max: connections,
    connectionTimeoutMillis: 10_000,
    application_name: 'orderhouse-jobs',
  });
  const lost = (error: Error) => log.warn({ reason: error.message }, 'a connection of the jobs was lost');
  const clients = new Set<pg.PoolClient>();
  pool.on('error', lost);
  pool.on('connect', (client) => {
    clients.add(client);
    client.on('error', lost);
  });
  pool.on('remove', (client) => clients.delete(client));
  return {
    pool,
    async close(): Promise<void> {
      const ended = pool.end();
      // A run that hangs gives none of them back, and the pool would wait for it.
      const late = delay(note_ms_max, undefined, { ref: false }).then(() =>
        Promise.all([...clients].map((client) => (client as unknown as pg.Client).end().catch(lost))),
      );
      await Promise.race([ended, late]);
    },
  };
}

// The library prints the stack of a worker that ended, as PostgreSQL goes away, past its logger and then through it.
console.trace = () => undefined;

/**
 * Begins to work on jobs.
 * @throws when PostgreSQL cannot be reached.
 */
export async function runGraphile(parts: GraphileParts): Promise<GraphileRun> {
  const { directUrl, prepare, poll_ms, concurrency, taskList, idle, log } = parts;
  const { pool, close } = openPool(directUrl, log);
  const events = new EventEmitter() as unknown as WorkerEvents;
  const halted = Promise.withResolvers<void>();
  // Not by the library's own promise: when two notes fail in a row it waits for ever (0.18.1).
  events.on('pool:gracefulShutdown', () => halted.resolve());
  const begin = run({
    // In batches, though of no wait: else the library waits for nobody who notes the end of a job, and that which
    // cannot be noted, for PostgreSQL is away, would end the process instead of bringing the jobs to a halt.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    pgPool: pool,
    taskList,
    events,
    logger: new Logger(() => (level, message) => log.debug({ level }, message)),
    concurrency,
    pollInterval: poll_ms,
    noHandleSignals: true,
    noPreparedStatements: !prepare,
    parsedCronItems: [],
  });
  const runner = await begin.catch(async (error) => {
    await close();
    throw error;
  });
  const ended = runner.promise.then(
    () => halted.resolve(),
    (error) => {
      log.warn({ err: error }, 'the jobs came to a halt');
      halted.resolve();
    },
  );
  const noted = async () => {
    await idle();
    await delay(note_ms_max, undefined, { ref: false });
  };
  return {
    pool,
    halted: halted.promise,
    async end() {
      // It rejects when it has come to a halt already.
      const stopped = runner.stop().catch(() => undefined);
      await Promise.race([Promise.all([stopped, ended]), noted()]);
      await close();
    },
  };
}
