import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';

const lockKey = 7_305_418;

/** Brings the tables of graphile-worker up to date. Several processes may call it at once. */
export async function migrateJobs(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'orderhouse-migrate' });
  // What breaks rejects the statement as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    // The library lets two that begin on an empty database collide.
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await runMigrations({ connectionString: url, maxPoolSize: 2, logger: new Logger(() => () => undefined) });
  } finally {
    await client.end();
  }
}
