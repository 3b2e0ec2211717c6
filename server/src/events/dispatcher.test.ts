import { fork } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { openDispatchingHouse } from '../../../tests/support/dispatching-house.ts';
import { ask } from '../../../tests/support/index.ts';
import type { Connection } from '../platform/database/database.ts';
import { isDatabaseAway } from '../platform/database/is-database-away.ts';
import { type JobQueue, type NewJob, usualTimes } from '../platform/queue/job-queue.ts';
import { openPostgresQueue } from '../platform/queue/postgres-queue.ts';
import { dispatchBatch } from './dispatch-batch.ts';
import { type Reaction, readEndOfLog } from './index.ts';

const { house, log, subject, eachEvent, start, append, appendByTheHouse, made, cursor, openTransaction, dispatch } =
  await openDispatchingHouse();
const deaf = { on: () => () => undefined };

/** A reaction that tells when it is at work, and waits until it may go on. */
function slowReaction() {
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
  return { slow, inside, gate };
}

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
  await awaitHorizon(house.databaseUrl);
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
      await awaitHorizon(house.databaseUrl);
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
  await awaitHorizon(house.databaseUrl);
  const before = await cursor();
  const dies = {
    enqueue: async (connection: Connection, added: readonly NewJob[]) => {
      await jobs.enqueue(connection, added);
      // As the death of this process does, PostgreSQL ends the session with the jobs in it.
      const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(connection);
      await ask(house.databaseUrl, 'SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    },
  };
  const by = (of: Pick<JobQueue, 'enqueue'>) =>
    dispatchBatch({ runtime: house.runtime, queue: of, reactions: [eachEvent] }, 10);
  await expect(by(dies)).rejects.toSatisfy(isDatabaseAway);
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
  const { slow, inside, gate } = slowReaction();
  start({ reactions: [slow] });
  await append(['first']);
  await inside.promise;
  await appendByTheHouse('second');
  const began = performance.now();
  gate.resolve();
  await vi.waitFor(async () => expect(await made()).toEqual(['first', 'second']), { timeout: 5_000, interval: 5 });
  // The poll comes after a second.
  expect(performance.now() - began).toBeLessThan(900);
});

test('without notifications it polls', async () => {
  start({ wakeUps: deaf });
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

test('stopping finishes the batch at hand and takes no other', async () => {
  const { slow, inside, gate } = slowReaction();
  const dispatcher = start({ reactions: [slow] });
  await append(['at hand']);
  await inside.promise;
  const stopped = dispatcher.stop();
  gate.resolve();
  await stopped;
  await append(['too late']);
  expect(await made()).toEqual(['at hand']);
});
