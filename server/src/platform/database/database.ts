import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Log } from '../log.ts';
import { takeAnnouncement } from './announce.ts';
import {
  type Authority,
  beginAs,
  beginAsSystem,
  beginInspection,
  beginReadAs,
  silenceAs,
  silenceAsSystem,
  type TransactionOptions,
} from './authority.ts';
import type { DB } from './schema.generated.ts';
import { type Silence, watchSilence } from './silence.ts';
import { type NameOf, statementNames } from './statement-names.ts';
import { types } from './types.ts';

/** One connection inside one transaction; the first argument of every statement. */
export type Connection = Kysely<DB>;

type Work<T> = (connection: Connection) => Promise<T>;

export interface Transactions {
  /**
   * Runs `work` in one transaction under the caller's row-level policies; commits when it resolves. Single
   * statements may be sent together by `Promise.all`; never chains of them, which could outlive a roll-back.
   */
  transact<T>(authority: Authority, work: Work<T>, options?: TransactionOptions): Promise<T>;
  /** The same, reading one snapshot: what several statements read belongs together. */
  read<T>(authority: Authority, work: Work<T>): Promise<T>;
  /** The same across stores, for the house's own readers. */
  transactAsSystem<T>(work: Work<T>, options?: TransactionOptions): Promise<T>;
}

export interface Database extends Transactions {
  /** On connections of their own, which no list or search can take: placing orders, and whether all is well. */
  readonly urgent: Transactions;
  /** Reads one snapshot of all stores, so that what is compared belongs together. */
  inspect<T>(work: Work<T>): Promise<T>;
  /**
   * Calls `hear` with the names of what was changed after each commit of this process that was to be announced
   * (announce.ts), before `transact` resolves, until the answer is called.
   */
  onAnnounced(hear: (tags: readonly string[]) => void): () => void;
  /** Tells the planner what tables hold now; after a great change, rather than when autovacuum comes by. */
  analyze(...tables: (keyof DB)[]): Promise<void>;
  readonly pools: Readonly<Record<'general' | 'urgent', pg.Pool>>;
  /** Ends every connection; closing what is closed is a success. */
  close(): Promise<void>;
}

export interface DatabaseSettings {
  url: string;
  connections_max: number;
  /** Of connections for what is urgent, beside the others. */
  urgent_connections_max?: number;
  /** Named prepared statements; off where a transaction pooler older than PgBouncer 1.21 stands between. */
  prepare: boolean;
  /** Told of connections that break. */
  log?: Pick<Log, 'warn'>;
}

const urgent_connections = 3;

/**
 * Kysely on one connection that is checked out. Not Kysely's own `connection()`, which sends a statement only when the
 * one before it was answered: here they go out as they are written, and those written together share a round trip.
 */
function kyselyOn(client: pg.PoolClient, silence: Silence, nameOf: NameOf, options: pg.PoolOptions): Connection {
  const query = (text: string, values: readonly unknown[]) =>
    silence.ask(() =>
      values.length > 0 ? client.query({ name: nameOf(text), text, values: [...values] }) : client.query(text),
    );
  const only = { query, release: () => undefined } as unknown as PostgresPoolClient;
  const pool: PostgresPool = { connect: async () => only, end: async () => undefined, options };
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

function openPool({ url, log }: DatabaseSettings, connections_max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections_max,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'orderhouse',
    types,
    // Statements that do not wait for each other share a round trip.
    pipeline: true,
  } as pg.PoolConfig);
  // Without a listener it would end the process. One that breaks while idle is replaced at the next use; while it is
  // in use its statements reject, and that is what tells their caller.
  const tell = (error: Error) => log?.warn({ reason: error.message }, 'a connection to PostgreSQL was lost');
  pool.on('error', tell);
  pool.on('connect', (client) => client.on('error', tell));
  return pool;
}

function transactionsOn(pool: pg.Pool, nameOf: NameOf, announce: (tags: readonly string[]) => void) {
  const kept = new WeakMap<pg.PoolClient, { connection: Connection; silence: Silence }>();
  const on = (client: pg.PoolClient) => {
    const known = kept.get(client);
    if (known) return known;
    const silence = watchSilence(client);
    const made = { connection: kyselyOn(client, silence, nameOf, pool.options), silence };
    kept.set(client, made);
    return made;
  };

  const transactFrom = async <T>(begin: string, silent_ms_max: number, work: Work<T>): Promise<T> => {
    const client = await pool.connect();
    const { connection, silence } = on(client);
    const query = (text: string) => silence.ask(() => client.query(text));
    silence.limit(silent_ms_max);
    // Sent ahead of the first statement, in the same round trip. Should it fail, BEGIN has still been read and the
    // transaction is aborted: nothing after it runs under another role or outside a transaction.
    const begun = query(begin);
    begun.catch(() => undefined);
    try {
      const result = await work(connection);
      const { command } = await query('COMMIT');
      // What a failed statement has aborted is rolled back by COMMIT, and that is no error of its own.
      if (command !== 'COMMIT') throw new Error('the transaction was rolled back: one of its statements had failed');
      const announced = takeAnnouncement(connection);
      if (announced) announce(announced);
      return result;
    } catch (error) {
      // When the connection is gone there is nothing to roll back; the first error is the one that tells.
      await query('ROLLBACK').catch(() => undefined);
      await begun;
      takeAnnouncement(connection);
      throw error;
    } finally {
      client.release();
    }
  };

  const transactions: Transactions = {
    transact: (authority, work, options) =>
      transactFrom(beginAs(authority, options), silenceAs(authority, options), work),
    read: (authority, work) => transactFrom(beginReadAs(authority), silenceAs(authority), work),
    transactAsSystem: (work, options) => transactFrom(beginAsSystem(options), silenceAsSystem(options), work),
  };
  return {
    ...transactions,
    inspect: <T>(work: Work<T>) => transactFrom(beginInspection, Number.POSITIVE_INFINITY, work),
  };
}

/** Opens pools of connections. Nothing is connected before the first statement. */
export function openDatabase(settings: DatabaseSettings): Database {
  const pools = {
    general: openPool(settings, settings.connections_max),
    urgent: openPool(settings, settings.urgent_connections_max ?? urgent_connections),
  };
  const nameOf = statementNames(settings.prepare);
  const hearers = new Set<(tags: readonly string[]) => void>();
  const announce = (tags: readonly string[]) => {
    for (const hear of hearers) hear(tags);
  };
  let closing: Promise<void> | null = null;
  return {
    ...transactionsOn(pools.general, nameOf, announce),
    urgent: transactionsOn(pools.urgent, nameOf, announce),
    pools,
    onAnnounced(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    analyze: async (...tables) => {
      await pools.general.query(`ANALYZE ${tables.join(', ')}`);
    },
    close: () => {
      closing ??= Promise.all([pools.general.end(), pools.urgent.end()]).then(() => undefined);
      return closing;
    },
  };
}
