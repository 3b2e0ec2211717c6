import { fork } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { sql } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { type Listener, openListener } from '../platform/database/listen.ts';
import { newId } from '../platform/ids.ts';
import { type JobQueue, type NewJob, usualTimes } from '../platform/queue/job-queue.ts';
import { openPostgresQueue } from '../platform/queue/postgres-queue.ts';
import { dispatchBatch } from './dispatch-batch.ts';
import { type Dispatcher, type Reaction, readEndOfLog, startDispatcher } from './index.ts';

const house = await openTestHouse();
const log = pino({ level: 'silent' });
const listener = await openListener(house.databaseUrl, log);
const deaf: Listener = { on: () => () => undefined, close: async () => undefined };
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
    listener,
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

async function made(): Promise<string[]> {
  const rows = await ask<{ key: string }>(house.databaseUrl, 'SELECT key FROM made ORDER BY serial');
  return rows.map(({ key }) => key);
}

async function cursor() {
  return ask(house.databaseUrl, "SELECT transaction_id::text, event_id FROM event_cursors WHERE reader = 'dispatcher'");
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
  for (let found = 1; found; ) found = (await dispatch()) ?? 1;
  await ask(house.databaseUrl, 'TRUNCATE made');
});

afterEach(async () => {
  for (const dispatcher of running) await dispatcher.stop();
  running.clear();
});

afterAll(() => listener.close());

test('every event that is wanted becomes its job once, in the order of the log, and others become none', async () => {
  start();
  await append(['a', 'b']);
  await append(['never'], 'variant.sold_out');
  await append(['c']);
  await vi.waitFor(async () => expect(await made()).toEqual(['a', 'b', 'c']), 5_000);
});

test('what commits late under a lower transaction and lower ids is not skipped, and nothing passes it', async () => {
  const early = await openTransaction();
  await early.append(['early']);
  await append(['late']);
  expect(await dispatch()).toBe(0);
  await early.end('COMMIT');
  expect(await dispatch()).toBe(2);
  expect(await made()).toEqual(['early', 'late']);
});

test('transactions that overlap at random are dispatched whole, once each, and only if they commit', async () => {
  const step = fc.record({
    kind: fc.constantFrom('open', 'commit', 'rollback', 'write', 'dispatch'),
    which: fc.nat(7),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      await ask(house.databaseUrl, 'TRUNCATE made');
      const open: { keys: string[]; transaction: Awaited<ReturnType<typeof openTransaction>> }[] = [];
      const committed: string[] = [];
      let serial = 0;
      const end = async (how: 'COMMIT' | 'ROLLBACK', which: number) => {
        const [ended] = open.splice(which % Math.max(1, open.length), 1);
        await ended?.transaction.end(how);
        if (how === 'COMMIT') committed.push(...(ended?.keys ?? []));
      };
      for (const { kind, which } of steps) {
        if (kind === 'open' && open.length < 4) open.push({ keys: [], transaction: await openTransaction() });
        if (kind === 'commit') await end('COMMIT', which);
        if (kind === 'rollback') await end('ROLLBACK', which);
        if (kind === 'dispatch') await dispatch(1 + which);
        const at = open[which % Math.max(1, open.length)];
        if (kind === 'write' && at) {
          serial += 1;
          const key = `k${serial}`;
          await at.transaction.append([key]);
          at.keys.push(key);
        }
      }
      while (open.length > 0) await end('COMMIT', 0);
      for (let found: number | null = 1; found; ) found = await dispatch(3);
      expect((await made()).toSorted()).toEqual(committed.toSorted());
    }),
    { numRuns: 15 },
  );
});

test('a crash between adding jobs on PostgreSQL and moving the cursor loses nothing and doubles nothing', async () => {
  const settings = { attempts_max: 3, backoff_ms: 1_000, ...usualTimes };
  const { database } = house.runtime;
  const jobs = openPostgresQueue({ database, directUrl: house.databaseUrl, prepare: true, settings, log });
  await append(['x', 'y', 'z']);
  const before = await cursor();
  const dies = {
    enqueue: async (connection: Connection, added: readonly NewJob[]) => {
      await jobs.enqueue(connection, added);
      // As the death of this process does, PostgreSQL ends the session with the jobs in it.
      await sql`SELECT pg_terminate_backend(pg_backend_pid())`.execute(connection);
    },
  };
  const by = (of: Pick<JobQueue, 'enqueue'>) =>
    dispatchBatch({ runtime: house.runtime, queue: of, reactions: [eachEvent] }, 10);
  await expect(by(dies)).rejects.toThrow(
    /the jobs of the events from stock\.adjusted \S+ to stock\.adjusted \S+ could not be added/,
  );
  expect([await jobs.counts(), await cursor()]).toEqual([[], before]);
  expect(await by(jobs)).toBe(3);
  expect(await by(jobs)).toBe(0);
  expect(await jobs.counts()).toEqual([{ task: 'test.note', state: 'waiting', jobs: 3 }]);
});

test('transactions are ordered as numbers: the log ends with the largest', async () => {
  await ask(house.databaseUrl, 'TRUNCATE events');
  const columns = 'store_id, type, subject_type, subject_id, actor_role, occurred_at, transaction_id';
  for (const transaction of ['10', '9']) {
    await ask(
      house.databaseUrl,
      `INSERT INTO events (${columns}) VALUES ($1, 'stock.adjusted', 'variant', $2, 'house', now(), $3::xid8)`,
      [house.storeId, subject, transaction],
    );
  }
  const end = await house.runtime.database.transactAsSystem(readEndOfLog);
  expect(end.transaction_id).toBe('10');
});

test('several dispatchers share the log: nothing twice', async () => {
  for (let count = 0; count < 3; count += 1) start();
  const keys = Array.from({ length: 40 }, (_, index) => Array.from({ length: 5 }, (_, n) => `${index}-${n}`));
  await Promise.all(keys.map((some) => append(some)));
  await vi.waitFor(async () => expect((await made()).length).toBeGreaterThanOrEqual(200), 10_000);
  await append(['end']);
  await vi.waitFor(async () => expect(await made()).toContain('end'), 5_000);
  expect((await made()).toSorted()).toEqual([...keys.flat(), 'end'].toSorted());
});

test('while one has the turn another waits; once its process is killed the other takes over within 5 s', async () => {
  const holder = fork(new URL('./testdata/stuck-dispatcher.ts', import.meta.url), [house.databaseUrl], {
    stdio: 'pipe',
  });
  try {
    await append(['left behind']);
    // It has written the job and sits in the transaction with the turn.
    await once(holder, 'message');
    expect(await dispatch()).toBeNull();
    start();
    holder.kill('SIGKILL');
    await vi.waitFor(async () => expect(await made()).toEqual(['left behind']), { timeout: 5_000, interval: 50 });
  } finally {
    holder.kill('SIGKILL');
  }
});

test('a wake that comes while it works is not lost', async () => {
  const gate = Promise.withResolvers<void>();
  const inside = Promise.withResolvers<void>();
  const slow: Reaction = {
    ...eachEvent,
    jobsOf: async (connection, events) => {
      inside.resolve();
      await gate.promise;
      return eachEvent.jobsOf(connection, events);
    },
  };
  start({ reactions: [slow] });
  await append(['first']);
  await inside.promise;
  await append(['second']);
  const began = performance.now();
  gate.resolve();
  await vi.waitFor(async () => expect(await made()).toEqual(['first', 'second']), { timeout: 5_000, interval: 5 });
  // The poll comes after a second.
  expect(performance.now() - began).toBeLessThan(900);
});

test('without notifications it polls', async () => {
  start({ listener: deaf });
  await append(['unheard']);
  await vi.waitFor(async () => expect(await made()).toEqual(['unheard']), 5_000);
});

test('an event that waited for an older transaction follows soon after that has ended without a word', async () => {
  start();
  const older = await openTransaction();
  await older.append(['taken back']);
  await append(['waits']);
  await older.end('ROLLBACK');
  await vi.waitFor(async () => expect(await made()).toEqual(['waits']), 3_000);
});

test('what cannot be dispatched is logged with its place, holds nothing up that lies before it, and is tried again', async () => {
  const told: { err: Error; failures: number }[] = [];
  let broken = true;
  const picky: Reaction = {
    ...eachEvent,
    jobsOf: async (connection, events) => {
      if (broken && events.some(({ data }) => data.key === 'bad')) throw new Error('no such template');
      return eachEvent.jobsOf(connection, events);
    },
  };
  await append(['good', 'better', 'bad', 'after']);
  const noted = { error: (details: object) => void told.push(details as (typeof told)[0]), info: () => undefined };
  start({ reactions: [picky], log: noted as unknown as typeof log });
  await vi.waitFor(async () => expect(await made()).toEqual(['good', 'better']), 10_000);
  await vi.waitFor(() => expect(told.at(-1)?.err.message).toMatch(/from (stock\.adjusted \S+) to \1 could/), 10_000);
  expect(told.at(-1)?.err.cause).toMatchObject({ message: 'no such template' });
  broken = false;
  await vi.waitFor(async () => expect(await made()).toEqual(['good', 'better', 'bad', 'after']), 10_000);
});

test('stopping finishes the batch at hand and takes no other', async () => {
  const inside = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const slow: Reaction = {
    ...eachEvent,
    jobsOf: async (connection, events) => {
      inside.resolve();
      await gate.promise;
      return eachEvent.jobsOf(connection, events);
    },
  };
  const dispatcher = start({ reactions: [slow] });
  await append(['at hand']);
  await inside.promise;
  const stopped = dispatcher.stop();
  gate.resolve();
  await stopped;
  await append(['too late']);
  expect(await made()).toEqual(['at hand']);
});
