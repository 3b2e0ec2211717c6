import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTestHouse } from '../../../../tests/support/index.ts';

const house = await openTestHouse();
const { database } = house.runtime;
const authority = { storeId: house.storeId, actorId: null, role: 'house' } as const;

test('statements that are written together are sent together', async () => {
  const client = await database.pool.connect();
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
  const { rows } = await database.pool.query('SELECT id FROM stores');
  expect(rows).toEqual([]);
});
