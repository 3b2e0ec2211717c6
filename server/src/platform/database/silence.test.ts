import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { openDroppingProxy, openTestHouse } from '../../../../tests/support/index.ts';
import { isDatabaseAway } from './is-database-away.ts';
import { watchSilence } from './silence.ts';

const house = await openTestHouse();
const { port } = new URL(house.databaseUrl);
const proxy = await openDroppingProxy(Number(port));

async function connect() {
  const url = new URL(house.databaseUrl);
  url.port = new URL(proxy.baseUrl).port;
  const pool = new pg.Pool({ connectionString: url.href, max: 1 });
  const broken: Error[] = [];
  pool.on('error', (error) => broken.push(error));
  const client = await pool.connect();
  client.on('error', (error) => broken.push(error));
  onTestFinished(() => pool.end());
  return { pool, client, silence: watchSilence(client), broken };
}

test('a connection that answers no more is broken, what was asked rejects, and the next one is a new one', async () => {
  const { pool, client, silence, broken } = await connect();
  silence.limit(200);
  await silence.ask(() => client.query('SELECT 1'));
  proxy.silence();
  const answers = await Promise.allSettled([
    silence.ask(() => client.query('SELECT 2')),
    silence.ask(() => client.query('SELECT 3')),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(answers.every((answer) => answer.status === 'rejected' && isDatabaseAway(answer.reason))).toBe(true);
  expect(broken.map(({ message }) => message)).toContain('PostgreSQL has not answered for 0.2 s');
  client.release();
  const { rows } = await pool.query('SELECT 4 AS answer');
  expect(rows).toEqual([{ answer: 4 }]);
});

test('what answers in time is left alone, and so is what may take its time', async () => {
  const { client, silence } = await connect();
  silence.limit(300);
  const slow = () => silence.ask(() => client.query('SELECT pg_sleep(0.2)'));
  // Each answer begins the wait anew.
  await Promise.all([slow(), slow(), slow()]);
  silence.limit(Number.POSITIVE_INFINITY);
  await silence.ask(() => client.query('SELECT pg_sleep(0.4)'));
  client.release();
});
