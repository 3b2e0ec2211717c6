import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTestHouse } from '../../../../tests/support/index.ts';
import type { Connection } from './database.ts';

const connections_max = 4;
const house = await openTestHouse({ connections_max });
const { database } = house.runtime;
const authority = { storeId: house.storeId, actorId: null, role: 'house' } as const;

test('statements that are written together are sent together', async () => {
  const client = await database.pools.general.connect();
  const query = client.query.bind(client);
  const log: string[] = [];
  Object.assign(client, {
    query: (text: string) => {
      log.push(`sent ${text.split(';')[0]}`);
      return query(text).finally(() => log.push(`answered ${text.split(';')[0]}`));
    },
  });
  client.release();
  await database.transact(authority, (connection) =>
    Promise.all([sql`SELECT 1`.execute(connection), sql`SELECT 2`.execute(connection)]),
  );
  Object.assign(client, { query });
  expect(log.slice(0, 4)).toEqual(['sent BEGIN', 'sent SELECT 1', 'sent SELECT 2', 'answered BEGIN']);
  expect(log.slice(-2)).toEqual(['sent COMMIT', 'answered COMMIT']);
});

test('what fails is rolled back whole, and the connection serves on', async () => {
  const attempt = database.transact(authority, async (connection) => {
    await connection.updateTable('stores').set({ name: 'Lost' }).where('id', '=', house.storeId).execute();
    await Promise.all([sql`SELECT 1 / 0`.execute(connection), sql`SELECT 1`.execute(connection)]);
  });
  await expect(attempt).rejects.toThrow('division by zero');
  const { rows } = await database.transact(authority, (connection) =>
    sql<{ name: string }>`SELECT name FROM stores`.execute(connection),
  );
  expect(rows).toEqual([{ name: 'main' }]);
});

test('a missing authority sees nothing', async () => {
  const { rows } = await database.pools.general.query('SELECT id FROM stores');
  expect(rows).toEqual([]);
});

test('what a failed statement has aborted does not look committed', async () => {
  const attempt = database.transact(authority, async (connection) => {
    await sql`SELECT 1 / 0`.execute(connection).catch(() => undefined);
  });
  await expect(attempt).rejects.toThrow('rolled back');
});

test('a read sees one moment, and changes nothing', async () => {
  const nameOf = async (connection: Connection) =>
    (await sql<{ name: string }>`SELECT name FROM stores`.execute(connection)).rows[0]?.name;
  const seen = await database.read(authority, async (connection) => {
    const before = await nameOf(connection);
    await database.transact(authority, (other) => sql`UPDATE stores SET name = 'Renamed'`.execute(other));
    return [before, await nameOf(connection)];
  });
  expect(seen).toEqual(['main', 'main']);
  expect(await database.read(authority, nameOf)).toBe('Renamed');
  const change = database.read(authority, (connection) => sql`UPDATE stores SET name = 'main'`.execute(connection));
  await expect(change).rejects.toThrow('read-only');
});

test('what is urgent goes on while every other connection is taken', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const taken = Array.from({ length: connections_max }, () => database.transact(authority, () => released));
  const { rows } = await database.urgent.transact(authority, (connection) =>
    sql<{ one: number }>`SELECT 1 AS one`.execute(connection),
  );
  expect(rows).toEqual([{ one: 1 }]);
  expect(database.pools.general.idleCount).toBe(0);
  release();
  await Promise.all(taken);
});

test('nobody keeps a lock by standing still, but who holds it for others', async () => {
  const limits = (options?: { patient: boolean }) =>
    database.transact(
      authority,
      async (connection) =>
        (
          await sql<Record<string, string>>`
            SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
                   current_setting('idle_in_transaction_session_timeout') AS idle`.execute(connection)
        ).rows[0],
      options,
    );
  expect(await limits()).toEqual({ statement: '1min', lock: '15s', idle: '30s' });
  expect(await limits({ patient: true })).toEqual({ statement: '0', lock: '0', idle: '0' });
});

test('lists leave no plans behind, whatever they are asked for', async () => {
  const prepared = () =>
    database.transact(authority, async (connection) => {
      const { rows } = await sql<{ statements: number }>`
        SELECT count(*) AS statements FROM pg_prepared_statements WHERE statement LIKE '%ILIKE%' OR statement LIKE '%FROM product_search %'`.execute(
        connection,
      );
      return rows[0]?.statements;
    });
  for (const q of ['a', 'a b', 'a b c d']) {
    await house.as(null).products.search({ query: { q } });
    await house.as('admin').orders.list({ query: { q, count: true } });
  }
  expect(await prepared()).toBe(0);
});
