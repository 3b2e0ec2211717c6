import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';

const lockKey = 7_305_418;

// What runs or is used up is looked for every few seconds: with 100,000 jobs that wait, 20 ms without this and 0.03 ms
// with it. It holds only what runs. The library does not know of it; should a later version make its table anew, it is
// made anew here. Asked for first: IF NOT EXISTS alone would wait for whoever writes jobs.
const indexIsThere = `SELECT to_regclass('graphile_worker.orderhouse_jobs_taken') IS NOT NULL AS is_there`;
const addIndex = `CREATE INDEX orderhouse_jobs_taken ON graphile_worker._private_jobs (id) WHERE NOT is_available`;

/** Brings the tables of graphile-worker up to date. Several processes may call it at once. */
export async function migrateJobs(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'orderhouse-migrate' });
  // What breaks rejects the statement as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    // The library lets two that begin on an empty database collide. The lock is the transaction's: that of a session
    // would stay behind in the pooler of transactions that DATABASE_URL may be.
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
    await runMigrations({ connectionString: url, maxPoolSize: 2, logger: new Logger(() => () => undefined) });
    const { rows } = await client.query(indexIsThere);
    if (!rows[0]?.is_there) await client.query(addIndex);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
