import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isDatabaseAway } from '../server/src/platform/database/is-database-away.ts';
import type { ServerProcess } from '../tests/support/program.ts';

const look_every_ms = 1;
const connect_max_ms = 1_000;

// Only a batch of orders writes lines, and its lock stands until its COMMIT is over.
const writers = `SELECT DISTINCT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
                  WHERE application_name = $1 AND relation = to_regclass('order_lines') AND mode = 'RowExclusiveLock'`;

// COMMIT was sent, and ended after the moment $2 (ms since 1970) or has not ended yet.
const commits = `SELECT FROM pg_stat_activity
                  WHERE pid = $1 AND query = 'COMMIT'
                    AND (state = 'active' OR state_change > to_timestamp($2::double precision / 1000))`;

/** A server to stop, and the database it works on. */
export interface Target {
  databaseUrl: string;
  /** By which PostgreSQL knows its connections: their `application_name`. */
  name: string;
  /** @returns its process, or null while none serves. */
  serving(): ServerProcess | null;
}

async function stopOnce(client: pg.Client, { name, serving }: Target): Promise<boolean> {
  const process = serving();
  if (!process) return false;
  const { rows: writing } = await client.query<{ pid: number }>(writers, [name]);
  const backend = writing[0];
  if (!backend || !process.child.kill('SIGSTOP')) return false;
  // The clock of PostgreSQL is ours. One more, for the signal takes its time.
  const stopped_at_ms = Date.now() + 1;
  let isUnanswered = false;
  try {
    isUnanswered = (await client.query(commits, [backend.pid, stopped_at_ms])).rowCount === 1;
  } finally {
    if (!isUnanswered) process.child.kill('SIGCONT');
  }
  return isUnanswered;
}

/**
 * Stops a server (SIGSTOP) that has sent the COMMIT of a batch of orders and not yet heard that it is done: the orders
 * are kept, and none of them is answered. It is stopped for a look, and let go again, until that has been met.
 * @param until by `performance.now()`, when it gives up.
 * @returns whether it stands stopped there; if not, it runs on. Without a database there is nothing to meet.
 */
export async function stopBeforeAnswer(target: Target, until: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: target.databaseUrl, connectionTimeoutMillis: connect_max_ms });
  // What breaks rejects the statement as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    while (performance.now() < until) {
      if (await stopOnce(client, target)) return true;
      await delay(look_every_ms);
    }
    return false;
  } catch (error) {
    if (isDatabaseAway(error)) return false;
    throw error;
  } finally {
    await client.end();
  }
}
