import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { type Reaction, readEndOfLog, startDispatcher, type WakeUps } from '../../server/src/events/index.ts';
import { systemClock } from '../../server/src/platform/clock.ts';
import { type JobQueue, usualTimes } from '../../server/src/platform/queue/job-queue.ts';
import { migrateJobs } from '../../server/src/platform/queue/migrate-jobs.ts';
import { openPostgresQueue } from '../../server/src/platform/queue/postgres-queue.ts';
import type { Bench } from '../bench.ts';
import type { Figure } from '../figures.ts';
import type { Shop } from '../shop.ts';

const rounds = 3;
const events_count = { short: 10_000, full: 50_000 };
/** As many as a batch of orders writes. */
const events_in_transaction = 50;
const log = pino({ level: 'silent' });
/** Of its own: what is dispatched here stays as jobs that nobody works on. */
const size = { variants_count: 100, orders_count: 100 };

/** A job for each event, as mail for each order. */
const jobForEach: Reaction = {
  types: ['order.placed'],
  jobsOf: async (_connection, events) =>
    events.map(({ event_id, store_id, subject_id }) => ({
      task: 'bench.mail',
      key: `bench.mail:${event_id}`,
      payload: { store_id, event_id, order_id: subject_id },
    })),
};

async function writeEvents({ database, storeId, customerIds }: Shop, count: number): Promise<void> {
  for (let written = 0; written < count; written += events_in_transaction) {
    await database.transact({ storeId, actorId: null, role: 'house' }, (connection) =>
      sql`INSERT INTO events (store_id, type, subject_type, subject_id, customer_id, vendor_ids, actor_role, occurred_at, data)
          SELECT ${storeId}, 'order.placed', 'order', gen_random_uuid(), ${customerIds[0]}::uuid, ARRAY[gen_random_uuid()],
                 'customer', now(), '{"to": "pending"}'
            FROM generate_series(1, ${events_in_transaction}::int)`.execute(connection),
    );
  }
}

/** Resolves once everything that stands in the log is dispatched. */
async function untilDispatched({ database }: Shop, dispatched: () => Promise<void>): Promise<void> {
  const end = await database.transactAsSystem(readEndOfLog);
  const isDone = () =>
    database.transactAsSystem(async (connection) => {
      const { rows } = await sql`
        SELECT FROM event_cursors WHERE reader = 'dispatcher'
           AND (transaction_id, event_id) >= (${end.transaction_id}::xid8, ${end.event_id}::bigint)`.execute(
        connection,
      );
      return rows.length > 0;
    });
  while (!(await isDone())) await dispatched();
}

// All that it reads stands in the log before it begins.
const unneeded: Pick<WakeUps, 'on'> = { on: () => () => undefined };

/** @returns how long the dispatcher took for all that stood in the log. */
async function dispatchAll(shop: Shop, queue: JobQueue): Promise<number> {
  let tell = Promise.withResolvers<void>();
  const telling: Pick<JobQueue, 'enqueue'> = {
    enqueue: async (connection, jobs) => {
      await queue.enqueue(connection, jobs);
      tell.resolve();
      tell = Promise.withResolvers();
    },
  };
  const began = performance.now();
  const runtime = { database: shop.database, clock: systemClock };
  const dispatcher = startDispatcher({ runtime, queue: telling, reactions: [jobForEach], wakeUps: unneeded, log });
  // Told just before the commit of the last batch; then the database is asked until it is there.
  const soon = () => Promise.race([tell.promise, delay(10)]);
  await untilDispatched(shop, soon);
  const seconds = (performance.now() - began) / 1_000;
  await dispatcher.stop();
  return seconds;
}

/** Events that lie in the log, turned into jobs in PostgreSQL: as fast as the fastest placement writes them, or faster. */
export async function measureDispatch(bench: Bench): Promise<Figure[]> {
  const shop = await bench.shop(size, 'dispatch');
  await migrateJobs(shop.url);
  const settings = { attempts_max: 3, backoff_ms: 1_000, ...usualTimes };
  const queue = openPostgresQueue({ database: shop.database, directUrl: shop.url, prepare: true, settings, log });
  const count = bench.isShort ? events_count.short : events_count.full;
  let seconds = 0;
  try {
    await dispatchAll(shop, queue);
    for (let round = 0; round < rounds; round += 1) {
      await writeEvents(shop, count);
      seconds += await dispatchAll(shop, queue);
    }
    const made = (await queue.counts()).reduce((sum, { jobs }) => sum + jobs, 0);
    if (made !== rounds * count) throw new Error(`${rounds * count} events made ${made} jobs`);
  } finally {
    await queue.close();
  }
  return [
    {
      name: 'events dispatched, a job for each, in PostgreSQL',
      value: (rounds * count) / seconds,
      unit: 'events/s',
      target: { at_least: 5_000 },
    },
  ];
}
