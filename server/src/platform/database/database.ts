import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { type Authority, beginAs, beginAsSystem, beginInspection } from './authority.ts';
import type { DB } from './schema.generated.ts';
import { types } from './types.ts';

/** One connection inside one transaction; the first argument of every statement. */
export type Connection = Kysely<DB>;

export interface Database {
  /**
   * Runs `work` in one transaction under the caller's row-level policies; commits when it resolves. Single
   * statements may be sent together by `Promise.all`; never chains of them, which could outlive a roll-back.
   */
  transact<T>(authority: Authority, work: (connection: Connection) => Promise<T>): Promise<T>;
  /** The same across stores, for the house's own readers. */
  transactAsSystem<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** The same, reading one snapshot of all stores, so that what is compared belongs together. */
  inspect<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Tells the planner what tables hold now; after a great change, rather than when autovacuum comes by. */
  analyze(...tables: (keyof DB)[]): Promise<void>;
  readonly pool: pg.Pool;
  /** Ends every connection; closing what is closed is a success. */
  close(): Promise<void>;
}

export interface DatabaseSettings {
  url: string;
  connections_max: number;
  /** Named prepared statements; off where a transaction pooler older than PgBouncer 1.21 stands between. */
  prepare: boolean;
}

const distinct_statements_max = 1_000;

type NameOf = (text: string) => string | undefined;

/** Gives each statement text a name, so that PostgreSQL parses and plans it once a connection. */
function statementNames(prepare: boolean): NameOf {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known || !prepare || names.size >= distinct_statements_max) return known;
    const name = `s${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}

/**
 * Kysely on one connection that is checked out. Not Kysely's own `connection()`, which sends a statement only when the
 * one before it was answered: here they go out as they are written, and those written together share a round trip.
 */
function kyselyOn(client: pg.PoolClient, nameOf: NameOf, options: pg.PoolOptions): Connection {
  const query = (text: string, values: readonly unknown[]) =>
    values.length > 0 ? client.query({ name: nameOf(text), text, values: [...values] }) : client.query(text);
  const only = { query, release: () => undefined } as unknown as PostgresPoolClient;
  const pool: PostgresPool = { connect: async () => only, end: async () => undefined, options };
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

/** Opens a pool of connections. Nothing is connected before the first statement. */
export function openDatabase(settings: DatabaseSettings): Database {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.connections_max,
    connectionTimeoutMillis: 10_000,
    application_name: 'orderhouse',
    types,
    // Statements that do not wait for each other share a round trip.
    pipeline: true,
  } as pg.PoolConfig);
  // A connection that breaks while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The same while it is in use: its statements reject, and that is what tells.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const nameOf = statementNames(settings.prepare);
  const connections = new WeakMap<pg.PoolClient, Connection>();
  const connectionOn = (client: pg.PoolClient): Connection => {
    const known = connections.get(client) ?? kyselyOn(client, nameOf, pool.options);
    connections.set(client, known);
    return known;
  };

  const transactFrom = async <T>(begin: string, work: (connection: Connection) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    const connection = connectionOn(client);
    // Sent ahead of the first statement, in the same round trip. Should it fail, BEGIN has still been read and the
    // transaction is aborted: nothing after it runs under another role or outside a transaction.
    const begun = client.query(begin);
    begun.catch(() => undefined);
    try {
      const result = await work(connection);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // When the connection is gone there is nothing to roll back; the first error is the one that tells.
      await client.query('ROLLBACK').catch(() => undefined);
      await begun;
      throw error;
    } finally {
      client.release();
    }
  };

  let closing: Promise<void> | null = null;
  return {
    pool,
    transact: (authority, work) => transactFrom(beginAs(authority), work),
    transactAsSystem: (work) => transactFrom(beginAsSystem, work),
    inspect: (work) => transactFrom(beginInspection, work),
    analyze: async (...tables) => {
      await pool.query(`ANALYZE ${tables.join(', ')}`);
    },
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
}
