import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isDatabaseAway } from '../server/src/platform/database/is-database-away.ts';
import type { House } from './house.ts';

const settle_max_ms = 90_000;
const look_every_ms = 250;

// Deliveries and failed jobs are read as the house itself reads them: the owner of the tables sees none.
const left = `SELECT
  (SELECT count(*)::int FROM events e LEFT JOIN event_cursors c ON c.reader = 'dispatcher'
    WHERE c.reader IS NULL OR (e.transaction_id, e.id) > (c.transaction_id, c.event_id)) AS "events not dispatched",
  (SELECT count(*)::int FROM webhook_deliveries WHERE status = 'pending') AS "deliveries pending",
  (SELECT count(*)::int FROM webhook_deliveries WHERE status = 'failed') AS "deliveries failed"`;

async function leftInDatabase(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // What breaks rejects the statement as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN; SET LOCAL ROLE orderhouse_system');
    const { rows } = await client.query<Record<string, number>>(left);
    return Object.entries(rows[0] ?? { 'rows, of one that was asked for': 0 })
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`);
  } catch (error) {
    if (isDatabaseAway(error)) return ['the database is away'];
    throw error;
  } finally {
    await client.end();
  }
}

/** Jobs that wait, run or have failed, by the figures of a worker. */
async function leftInQueue(address: string): Promise<string[]> {
  const answer = await fetch(`${address}/metrics`).catch(() => null);
  if (!answer?.ok) return [`${address} tells no figures`];
  const figures = await answer.text();
  const counted = [...figures.matchAll(/^orderhouse_jobs\{(.*)\} (\d+)$/gm)];
  return counted.filter(([, , count]) => count !== '0').map(([, labels, count]) => `${count} jobs ${labels}`);
}

/**
 * Waits until the log is dispatched, no job waits, runs or has failed, and no webhook is under way: twice in a row, for
 * what is counted one after the other may pass from one to the other meanwhile.
 *
 * @returns what is stuck after 90 seconds.
 */
export async function settle({ settings, workers }: House): Promise<string[]> {
  const until = performance.now() + settle_max_ms;
  let quiet = 0;
  for (;;) {
    const inDatabase = await leftInDatabase(settings.DATABASE_URL ?? '');
    const inQueue = await Promise.all(workers.map(({ url }) => leftInQueue(url)));
    const all = [...new Set([...inDatabase, ...inQueue.flat()])];
    quiet = all.length === 0 ? quiet + 1 : 0;
    if (quiet > 1) return [];
    if (performance.now() > until) return all.map((what) => `stuck after ${settle_max_ms / 1_000} s: ${what}`);
    await delay(look_every_ms);
  }
}
