import { sql } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { dispatchBatch } from '../../server/src/events/dispatch-batch.ts';
import {
  appendEvents,
  type Dispatcher,
  openWakeUps,
  type Reaction,
  startDispatcher,
} from '../../server/src/events/index.ts';
import type { Connection } from '../../server/src/platform/database/database.ts';
import { openListener } from '../../server/src/platform/database/listen.ts';
import { newId } from '../../server/src/platform/ids.ts';
import type { NewJob } from '../../server/src/platform/queue/job-queue.ts';
import { awaitHorizon } from './await-horizon.ts';
import { ask, openTestHouse } from './index.ts';

/**
 * A house whose dispatchers, those of the test, keep the jobs that they add in a table. Before each test everything is
 * dispatched and the table empty.
 */
export async function openDispatchingHouse() {
  const house = await openTestHouse();
  const log = pino({ level: 'silent' });
  const listener = await openListener(house.databaseUrl, log);
  const wakeUps = await openWakeUps({ database: house.runtime.database, listener, cacheUrl: null, log });
  const running = new Set<Dispatcher>();
  const subject = newId();

  // The test reads and writes as the owner; everybody else is held to the policies as ever.
  await ask(house.databaseUrl, 'ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
  await ask(house.databaseUrl, 'CREATE TABLE made (serial bigserial, key text NOT NULL)');
  await ask(
    house.databaseUrl,
    'GRANT INSERT ON made TO orderhouse_system; GRANT USAGE ON made_serial_seq TO orderhouse_system',
  );
  await ask(house.databaseUrl, "INSERT INTO event_cursors VALUES ('dispatcher', '0', 0) ON CONFLICT DO NOTHING");

  /** Keeps jobs in a table, in the transaction of the cursor, as the queue on PostgreSQL does; the same key twice is kept twice. */
  const queue = {
    enqueue: async (connection: Connection, jobs: readonly NewJob[]) => {
      await sql`INSERT INTO made (key) SELECT unnest(${jobs.map(({ key }) => key)}::text[])`.execute(connection);
    },
  };

  const eachEvent: Reaction = {
    types: ['stock.adjusted'],
    jobsOf: async (_connection, events) =>
      events.map(({ event_id, data }) => ({ task: 'test.note', key: String(data.key), payload: { event_id } })),
  };

  function start(parts: Partial<Parameters<typeof startDispatcher>[0]> = {}): Dispatcher {
    const dispatcher = startDispatcher({
      runtime: house.runtime,
      queue,
      reactions: [eachEvent],
      wakeUps,
      log,
      ...parts,
    });
    running.add(dispatcher);
    return dispatcher;
  }

  const insert = `INSERT INTO events (store_id, type, subject_type, subject_id, actor_role, data, occurred_at)
    SELECT '${house.storeId}', $1, 'variant', '${subject}', 'house', jsonb_build_object('key', k), now() FROM unnest($2::text[]) k`;

  async function append(keys: readonly string[], type = 'stock.adjusted'): Promise<void> {
    await ask(house.databaseUrl, insert, [type, keys]);
  }

  /** As every verb does it: whoever hears of it is told after the commit. */
  async function appendByTheHouse(key: string): Promise<void> {
    const authority = { storeId: house.storeId, actorId: null, role: 'house' } as const;
    const event = { type: 'stock.adjusted', subject_type: 'variant', subject_id: subject, data: { key } } as const;
    await house.runtime.database.transact(authority, (connection) =>
      appendEvents(connection, authority, new Date(), [event]),
    );
  }

  async function made(): Promise<string[]> {
    const rows = await ask<{ key: string }>(house.databaseUrl, 'SELECT key FROM made ORDER BY serial');
    return rows.map(({ key }) => key);
  }

  async function cursor() {
    return ask(
      house.databaseUrl,
      "SELECT transaction_id::text, event_id FROM event_cursors WHERE reader = 'dispatcher'",
    );
  }

  /** A transaction that stands open until it is told how to end. */
  async function openTransaction() {
    const client = new pg.Client({ connectionString: house.databaseUrl, application_name: 'orderhouse-test' });
    await client.connect();
    await client.query('BEGIN');
    return {
      append: (keys: string[]) => client.query(insert, ['stock.adjusted', keys]),
      async end(how: 'COMMIT' | 'ROLLBACK') {
        await client.query(how);
        await client.end();
      },
    };
  }

  const dispatch = (limit = 1_000) => dispatchBatch({ runtime: house.runtime, queue, reactions: [eachEvent] }, limit);

  beforeEach(async () => {
    await awaitHorizon(house.databaseUrl);
    for (let found = 1; found; ) found = (await dispatch()) ?? 1;
    await ask(house.databaseUrl, 'TRUNCATE made');
  });

  afterEach(async () => {
    for (const dispatcher of running) await dispatcher.stop();
    running.clear();
  });

  afterAll(async () => {
    wakeUps.close();
    await listener.close();
  });

  return {
    house,
    log,
    subject,
    queue,
    eachEvent,
    start,
    append,
    appendByTheHouse,
    made,
    cursor,
    openTransaction,
    dispatch,
  };
}
