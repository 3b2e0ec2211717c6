import { expect, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { newId } from '../platform/ids.ts';
import { dispatchBatch } from './dispatch-batch.ts';
import { renumberRestoredLog } from './renumber-restored-log.ts';

const house = await openTestHouse();
const subject = newId();

/** @param transaction its number; that of the statement unless it is given. */
async function append(key: string, transaction: string | null = null): Promise<void> {
  await ask(
    house.databaseUrl,
    `INSERT INTO events (store_id, type, subject_type, subject_id, actor_role, data, occurred_at, transaction_id)
     VALUES ($1, 'stock.adjusted', 'variant', $2, 'house', jsonb_build_object('key', $3::text), now(), coalesce($4::xid8, pg_current_xact_id()))`,
    [house.storeId, subject, key, transaction],
  );
}

async function dispatched(): Promise<unknown[]> {
  const keys: unknown[] = [];
  const reaction = {
    types: ['stock.adjusted'] as const,
    jobsOf: async (_connection: unknown, events: readonly { data: Record<string, unknown> }[]) => {
      keys.push(...events.map(({ data }) => data.key));
      return [];
    },
  };
  const queue = { enqueue: async () => undefined };
  await awaitHorizon(house.databaseUrl);
  await dispatchBatch({ runtime: house.runtime, queue, reactions: [reaction] }, 100);
  return keys;
}

test('a log from a cluster that had counted further goes on where its dispatcher was', async () => {
  await ask(house.databaseUrl, 'ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
  await append('sent', '5000000');
  await append('not sent yet', '7000000');
  await append('nor this', '7000001');
  await ask(house.databaseUrl, "UPDATE event_cursors SET transaction_id = '6000000', event_id = 1");
  // As it is without it: what was restored never comes below the horizon.
  expect(await dispatched()).toEqual([]);

  expect(await renumberRestoredLog(house.databaseUrl)).toBe(3);
  await expect(append('the owner is held to the policies again')).rejects.toThrow('row-level security');
  await ask(house.databaseUrl, 'ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
  await append('new');
  expect(await dispatched()).toEqual(['not sent yet', 'nor this', 'new']);
});

test('a log of this cluster is left as it is', async () => {
  const read = () => ask(house.databaseUrl, 'SELECT id, transaction_id FROM events ORDER BY id');
  const before = await read();
  expect(before.length).toBeGreaterThan(0);
  expect(await renumberRestoredLog(house.databaseUrl)).toBe(0);
  expect(await read()).toEqual(before);
});
