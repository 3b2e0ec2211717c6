import pg from 'pg';
import { OperatorError } from '../../operator-error.ts';

// Session-level advisory locks of the database `orderhouse`. Every process that uses the embedded PostgreSQL shares
// `users`; who can take it alone is the last one and may stop PostgreSQL. The one server of a folder holds `server`.
// Two numbers each: a space apart from the locks of one number that migrations and verbs take.
const lock_class = 7_305_417;
const users_key = 1;
const server_key = 2;
const connect_max_ms = 10_000;
// The session of a server that was killed ends when its backend notices.
const server_lock_max_ms = 3_000;

/** A connection that holds the locks, and whose end tells that PostgreSQL has ended. */
export interface Keeper {
  /** Resolves when the connection is lost. */
  readonly lost: Promise<void>;
  /** @returns whether no other process uses this PostgreSQL; from then on none can. */
  claimAlone(): Promise<boolean>;
  close(): Promise<void>;
}

/** @throws OperatorError when another server uses the folder. */
export async function openKeeper(url: string, forServer: boolean): Promise<Keeper> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `orderhouse ${process.pid}`,
    connectionTimeoutMillis: connect_max_ms,
    keepAlive: true,
  });
  const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock_shared($1, $2)', [lock_class, users_key]);
    if (forServer) await lockForServer(client);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    lost,
    async claimAlone() {
      const { rows } = await client.query<{ alone: boolean }>(
        'SELECT pg_advisory_unlock_shared($1, $2), pg_try_advisory_lock($1, $2) AS alone',
        [lock_class, users_key],
      );
      return rows[0]?.alone ?? false;
    },
    close: () => client.end(),
  };
}

async function lockForServer(client: pg.Client): Promise<void> {
  try {
    await client.query(`SET lock_timeout = ${server_lock_max_ms}`);
    await client.query('SELECT pg_advisory_lock($1, $2)', [lock_class, server_key]);
    await client.query('RESET lock_timeout');
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    const { rows } = await client.query<{ application_name: string }>(
      `SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND objsubid = 2 AND granted`,
      [lock_class, server_key],
    );
    const process_id = /\d+$/.exec(rows[0]?.application_name ?? '')?.[0];
    throw new OperatorError(
      `DATA_DIR: another Orderhouse server${process_id ? ` (process ${process_id})` : ''} already runs on this folder; stop it, or set another DATA_DIR`,
    );
  }
}
