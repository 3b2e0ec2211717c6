import { readFileSync } from 'node:fs';
import { eventTypes } from '@orderhouse/contracts';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { createKnownChanges } from '../platform/cache/known-changes.ts';
import { readChangesSince, readLastChanges } from './change-statements.ts';
import { shownOf } from './changed-tags.ts';
import { watchChanges } from './watch-changes.ts';

const house = await openTestHouse();
const { database } = house.runtime;
const asSystem = database.transactAsSystem;
const newProduct = (name: string) => house.as('vendor').products.create({ body: { name, sku: name, unit_price: 1 } });

test('of every type of event it is said what it changes', () => {
  expect(eventTypes.filter((type) => shownOf(type) === null)).toEqual([]);
});

test('what the index leaves out changes nothing that is kept', async () => {
  const [{ indexdef = '' } = {}] = await ask(
    house.databaseUrl,
    "SELECT indexdef FROM pg_indexes WHERE indexname = 'events_that_change'",
  );
  const leftOut = eventTypes.filter((type) => String(indexdef).includes(`'${type}'`));
  expect(leftOut).toContain('order.placed');
  expect(leftOut.filter((type) => shownOf(type) !== 'nothing')).toEqual([]);
});

test('a look goes by its index, not through the orders that were placed', async () => {
  const source = readFileSync(new URL('./change-statements.ts', import.meta.url), 'utf8');
  const condition = /"(e\.type <> ALL [^"]+)"/.exec(source)?.[1] ?? '';
  const plan = await asSystem(async (connection) => {
    // The table is small here.
    await sql`SET LOCAL enable_seqscan = off`.execute(connection);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      EXPLAIN SELECT id FROM events e WHERE e.transaction_id >= '1'::xid8 AND ${sql.raw(condition)}`.execute(
      connection,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('events_that_change');
});

test('a look finds what commits late, under a lower transaction, while another one is open', async () => {
  const before = await asSystem((connection) => readLastChanges(connection, 1_000));
  const held = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  // It takes its number first, and commits last.
  const late = database.transact({ storeId: house.storeId, actorId: null, role: 'house' }, async (connection) => {
    await sql`SELECT pg_current_xact_id()`.execute(connection);
    written.resolve();
    await held.promise;
    await sql`
      INSERT INTO events (store_id, type, subject_type, subject_id, actor_role, occurred_at)
      VALUES (${house.storeId}, 'product.updated', 'product', ${house.storeId}, 'house', now())`.execute(connection);
  });
  await written.promise;
  const { id } = await newProduct('EARLY');
  const first = await asSystem((connection) => readChangesSince(connection, before, 1_000));
  // It does not wait for the one that is open.
  expect(first.changes.map((change) => change.subject_id)).toContain(id);
  expect(first.horizon).toBeLessThan(first.end);
  held.resolve();
  await late;
  const second = await asSystem((connection) => readChangesSince(connection, first, 1_000));
  expect(second.changes.map((change) => change.subject_id)).toContain(house.storeId);
  expect(second.changes.map((change) => change.subject_id)).not.toContain(id);
  const third = await asSystem((connection) => readChangesSince(connection, second, 1_000));
  expect(third.changes).toEqual([]);
});

test('what this process commits is heard before its verb answers; what others do, by polling', async () => {
  const changes = createKnownChanges();
  // Nobody wakes it.
  const wakeUps = { on: () => () => undefined };
  const log = { warn: vi.fn(), info: vi.fn() };
  const watched = await watchChanges({ database, wakeUps, changes, log });
  expect(changes.isTrusted()).toBe(true);
  const began = changes.now();
  const { id } = await newProduct('OWN');
  expect(changes.isCurrent(began, [id])).toBe(false);
  const another = await house.openAnother();
  const since = changes.now();
  await house.as('vendor', another.app).products.update({ params: { id }, body: { name: 'Changed elsewhere' } });
  await vi.waitFor(() => expect(changes.isCurrent(since, [id])).toBe(false), { timeout: 1_000 });
  await watched.stop();
  expect(log.warn).not.toHaveBeenCalled();
});

test('a database whose numbers went back, as one that was restored, is nothing that anything was kept of', async () => {
  const changes = createKnownChanges();
  const looks = [1_000, 1_000, 400].map((end) => ({ horizon: end, end, open: [], changes: [] }));
  const restored = looks.at(-1);
  const urgent = { transactAsSystem: async () => looks.shift() ?? restored };
  const parts = { database: { urgent, onAnnounced: () => () => undefined }, wakeUps: { on: () => () => undefined } };
  const log = { warn: vi.fn(), info: vi.fn() };
  const watched = await watchChanges({
    ...(parts as unknown as Pick<Parameters<typeof watchChanges>[0], 'database' | 'wakeUps'>),
    changes,
    log,
  });
  const before = changes.now();
  expect(changes.isCurrent(before, ['lantern'])).toBe(true);
  await vi.waitFor(() => expect(changes.isCurrent(before, ['lantern'])).toBe(false), { timeout: 3_000 });
  await watched.stop();
});
