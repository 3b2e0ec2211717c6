import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { type JobCount, type JobQueue, type JobSettings, onceByKey } from './job-queue.ts';

export interface PostgresQueueParts {
  database: Database;
  /** The same database by a connection that keeps its session, for LISTEN. */
  directUrl: string;
  /** Named prepared statements; see DATABASE_PREPARE. */
  prepare: boolean;
  settings: JobSettings;
  log: Pick<Log, 'warn' | 'info' | 'debug'>;
}

/** Jobs in PostgreSQL, by graphile-worker: added in the caller's transaction or not at all. */
export function openPostgresQueue(parts: PostgresQueueParts): JobQueue {
  const { database, settings } = parts;
  return {
    async enqueue(connection, jobs) {
      if (jobs.length === 0) return;
      const given = onceByKey(jobs).map(({ task, key, payload, run_at, priority = 0 }) => {
        return { task, key, payload, run_at, priority };
      });
      await sql`SELECT enqueue_jobs(${JSON.stringify(given)}::jsonb, ${settings.attempts_max})`.execute(connection);
    },
    async work(handlers, options) {
      // Loaded by who works: the library takes a tenth of a second that an API alone does not need.
      const { workOnPostgres } = await import('./work-on-postgres.ts');
      return workOnPostgres(parts, handlers, options);
    },
    counts: () =>
      database.transactAsSystem(async (connection) => {
        const { rows } = await sql<JobCount>`SELECT task, state, jobs FROM count_jobs()`.execute(connection);
        return rows;
      }),
    close: async () => undefined,
  };
}
