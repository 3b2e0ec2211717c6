import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { newId } from '../platform/ids.ts';
import { watchHorizon } from './watch-horizon.ts';

const house = await openTestHouse();
const insert = `INSERT INTO events (store_id, type, subject_type, subject_id, actor_role, occurred_at)
  VALUES ('${house.storeId}', 'stock.adjusted', 'variant', '${newId()}', 'house', now())`;

async function openTransaction() {
  const client = new pg.Client({ connectionString: house.databaseUrl, application_name: 'orderhouse-test' });
  await client.connect();
  await client.query('BEGIN');
  onTestFinished(() => client.end());
  return client;
}

async function waiting(): Promise<number> {
  const { text } = await house.request({ method: 'GET', url: '/metrics' });
  return Number(/^orderhouse_events_waiting (\d+)$/m.exec(text)?.[1]);
}

test('whose transaction holds the log back is told, and how many events wait', async () => {
  const told: object[] = [];
  const log = { warn: (details: object) => void told.push(details) };
  const impatient = { look_every_ms: 0, told_after_ms: 0, told_every_ms: 0 };
  const horizon = watchHorizon(house.runtime, log, impatient);
  await horizon.look();
  expect(told).toEqual([]);
  expect(await waiting()).toBe(0);

  const holder = await openTransaction();
  const { rows } = await holder.query<{ pid: number }>(`SELECT pg_current_xact_id(), pg_backend_pid() AS pid`);
  const writer = await openTransaction();
  await writer.query('ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
  await writer.query(insert);
  await writer.query('COMMIT');
  // Those of other tests on the same cluster may be older, and end soon.
  const look = async () => {
    await horizon.look();
    return told.at(-1);
  };
  await expect.poll(look, { timeout: 20_000 }).toMatchObject({ pid: rows[0]?.pid, prepared: null });
  expect(await waiting()).toBe(1);
  await holder.query('ROLLBACK');
});
